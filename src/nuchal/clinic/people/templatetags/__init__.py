"""What pages of clients say about people."""
