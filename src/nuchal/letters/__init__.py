"""Documents from conclusions and findings: the report as one HTML page and as a tagged PDF."""
