"""Programs that make what we ship; nothing here is needed at run time."""
