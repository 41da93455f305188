"""The WSGI application of the clinic. `nuchal serve` puts `operations.front` before it, for what WSGI cannot tell."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuchal.clinic.settings")
application = get_wsgi_application()

from nuchal.clinic.operations.knowing import warm  # noqa: E402

warm()  # before the first request, not by it
