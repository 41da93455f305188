"""Clinics, the people who work in them, and their clients."""
