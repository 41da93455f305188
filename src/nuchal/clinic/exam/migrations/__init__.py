"""The tables of the exam over time."""
