"""Nuchal: clinical reasoning for headaches that come with neck pain."""

__version__ = "0.1.0"
