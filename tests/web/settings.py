"""
The clinic's own settings, with what a test needs: a key, a folder of its own, fast passwords.

`NUCHAL_TEST_DATABASE=postgresql` starts a PostgreSQL of its own; an address uses that one.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.web import postgres

if os.environ.get("NUCHAL_TEST_DATABASE") == "postgresql":
    os.environ["NUCHAL_TEST_DATABASE"] = postgres.start()

_FOLDER = Path(tempfile.mkdtemp(prefix="nuchal-test-"))
_KEY = _FOLDER / "key"
_KEY.touch(mode=0o600)
_KEY.write_text("for tests only " * 5, encoding="utf-8")
for _name in [
    name for name in os.environ if name.startswith("NUCHAL_") and not name.startswith("NUCHAL_TEST_")
]:
    del os.environ[_name]
os.environ.update(
    NUCHAL_DATA=str(_FOLDER),
    NUCHAL_SECRET_KEY_FILE=str(_KEY),
    NUCHAL_HOSTS="testserver",
    NUCHAL_SECOND_FACTOR="no",
    NUCHAL_DATABASE=os.environ.get("NUCHAL_TEST_DATABASE", "sqlite"),
)

from nuchal.clinic.settings import *  # noqa: E402, F403
from nuchal.clinic.settings import DATABASES, STATIC_ROOT  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in a clinic: several threads of one test see one database, with its locks and its waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
else:
    # A test drops its database, which a pool holds open.
    DATABASES["default"]["OPTIONS"].pop("pool")
