"""How the clinic runs: health checks, logs, headers and pages for what went wrong."""
