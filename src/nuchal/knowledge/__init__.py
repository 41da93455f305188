"""The knowledge base: its schema, its strict reader and its checks."""
