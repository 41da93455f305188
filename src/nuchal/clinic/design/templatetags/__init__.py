"""Tags for templates: `{% load design %}`."""
