"""A client's rights to their data: a whole copy of it, and its erasure."""
