"""What the server calls: `granian --interface wsgi nuchal.clinic.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuchal.clinic.settings")
application = get_wsgi_application()

from nuchal.clinic.operations.knowing import knowledge  # noqa: E402

knowledge()  # read before the first request, not by it
