"""How long the intake takes: invented people walk through the real pages."""
