"""What is known, concluded and agreed about a client: append-only, and to be replayed."""
