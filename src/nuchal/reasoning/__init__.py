"""From findings to conclusions that carry their reasons, one module per stage."""
