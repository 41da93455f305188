"""How the clinic is set up: what is asked for, what is refused, and that the example names everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nuchal.clinic.databases import database_of
from nuchal.clinic.environment import Environment, SettingError
from nuchal.clinic.mail import mail_of


def start(
    tmp_path: Path, root: Path, program: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own, as the server does."""
    code = f"from nuchal.clinic import settings\n{program}"
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("NUCHAL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**plain, "NUCHAL_DATA": str(tmp_path / "data"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text("k" * 60)
    return path


def test_the_example_names_every_setting_that_is_read(tmp_path, root):
    shown = start(tmp_path, root, "print(*sorted(settings.ENVIRONMENT.asked))", NUCHAL_DEMO="yes")
    written = set(re.findall(r"^(NUCHAL_\w+)=", (root / ".env.example").read_text(), re.MULTILINE))
    assert (
        set(shown.stdout.split()) | {"NUCHAL_DATABASE_PASSWORD_FILE", "NUCHAL_EMAIL_PASSWORD_FILE"} == written
    )


def test_nothing_but_the_settings_reads_the_environment(root):
    readers = [
        path.relative_to(root / "src/nuchal/clinic").as_posix()
        for path in (root / "src/nuchal/clinic").rglob("*.py")
        if "environ" in re.sub(r"nuchal\.clinic\.environment|Environment", "", path.read_text())
        and path.name != "environment.py"
    ]
    assert sorted(readers) == ["settings.py", "wsgi.py"]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "NUCHAL_HOSTS is not set"),
        ({"NUCHAL_HOSTS": "clinic.example.org"}, "NUCHAL_SECRET_KEY_FILE is not set"),
        ({"NUCHAL_HOSTS": "clinic.example.org", "NUCHAL_HTTPS": "no"}, "without HTTPS"),
        ({"NUCHAL_DEMO": "perhaps"}, "NUCHAL_DEMO is 'perhaps'"),
        ({"NUCHAL_DEMO": "yes", "NUCHAL_HOSTS": "clinic.example.org"}, "on this machine only"),
        ({"NUCHAL_DEMO": "yes", "NUCHAL_DATABASE": "mysql://x"}, "NUCHAL_DATABASE"),
        ({"NUCHAL_DEMO": "yes", "NUCHAL_EMAIL": "pigeon"}, "NUCHAL_EMAIL"),
        ({"NUCHAL_HOSTS": "*"}, "NUCHAL_HOSTS names no host"),
    ],
)
def test_a_start_that_is_not_safe_or_not_meant_is_refused(tmp_path, root, environment, told):
    done = start(tmp_path, root, **environment)
    assert done.returncode != 0
    assert told in done.stderr


def test_a_clinic_starts_with_everything_closed(tmp_path, root, key):
    program = (
        "s = settings\n"
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 1e7, s.SECOND_FACTOR)"
    )
    done = start(tmp_path, root, program, NUCHAL_HOSTS="clinic.example.org", NUCHAL_SECRET_KEY_FILE=str(key))
    assert done.stdout.split() == ["False", "True", "True", "True", "True"], done.stderr


def test_the_demonstration_has_a_key_of_its_own(tmp_path, root):
    keys = [
        start(tmp_path / str(n), root, "print(settings.SECRET_KEY)", NUCHAL_DEMO="yes").stdout for n in (1, 2)
    ]
    assert len(keys[0]) > 50
    assert keys[0] != keys[1]


def test_a_secret_that_others_may_read_is_refused(key):
    key.chmod(0o644)
    with pytest.raises(SettingError, match="others may read"):
        Environment({"X": str(key)}).secret_from_file("X")


@pytest.mark.parametrize(("content", "told"), [("", "is empty"), (None, "cannot be read")])
def test_a_secret_that_is_not_there_is_told(tmp_path, content, told):
    path = tmp_path / "secret"
    if content is not None:
        path.touch(mode=0o600)
    with pytest.raises(SettingError, match=told):
        Environment({"X": str(path)}).secret_from_file("X")


def test_a_postgres_address_is_read_without_its_password():
    address = "postgresql://clinic%40x@db.example.org:5433/nuchal?sslmode=require"
    setting = database_of(address, folder=Path(), password=lambda: "secret", has_password=True)
    assert (setting["HOST"], setting["PORT"], setting["USER"]) == ("db.example.org", "5433", "clinic@x")
    assert (setting["NAME"], setting["PASSWORD"], setting["OPTIONS"]["sslmode"]) == (
        "nuchal",
        "secret",
        "require",
    )
    with pytest.raises(SettingError, match="holds a password"):
        database_of("postgresql://a:b@c/d", folder=Path(), password=str)


def test_mail_leaves_by_files_or_by_a_server_with_tls():
    assert mail_of("files", folder=Path("/x"), password=str)["EMAIL_FILE_PATH"] == "/x/outbox"
    server = mail_of("smtp://desk@mail.example.org:587", folder=Path(), password=lambda: "p")
    assert (server["EMAIL_HOST"], server["EMAIL_USE_TLS"], server["EMAIL_HOST_PASSWORD"]) == (
        "mail.example.org", True, "p",
    )  # fmt: skip
    assert mail_of("smtp://relay.example.org", folder=Path(), password=str)["EMAIL_PORT"] == 587


def test_a_mail_account_without_its_password_is_refused():
    """Django would hand the letter to the server without signing in."""
    nothing = Environment({})
    with pytest.raises(SettingError, match="NUCHAL_EMAIL_PASSWORD_FILE is not set"):
        mail_of(
            "smtp://desk@mail.example.org", folder=Path(),
            password=lambda: nothing.secret_from_file("NUCHAL_EMAIL_PASSWORD_FILE"),
        )  # fmt: skip


@pytest.mark.parametrize("port", ["x", "0", "99999"])
def test_a_port_that_cannot_be_is_refused(port):
    with pytest.raises(SettingError, match="NUCHAL_EMAIL"):
        mail_of(f"smtp://mail.example.org:{port}", folder=Path(), password=str)
    with pytest.raises(SettingError, match="NUCHAL_DATABASE"):
        database_of(f"postgresql://db.example.org:{port}/nuchal", folder=Path(), password=str)
