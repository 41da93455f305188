"""A copy of the whole clinic in one file, and the way back from it."""
