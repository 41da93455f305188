"""An invented clinic to try everything in."""
