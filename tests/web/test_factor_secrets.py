"""Secrets of second factors: never in the clear in the database, readable after an update and after a new key."""

from __future__ import annotations

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.db import connection

from nuchal.clinic.access.factors import FactorUnreadable, encrypt_anew

NEW = "another key, for tests only " * 3


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return str(cursor.fetchall())


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def factors(cast):
    """Ada's authenticator app and recovery codes: the secret and the seed in the clear."""
    secret = generate_totp_secret()
    TOTP.activate(cast.ada.user, secret)
    codes = RecoveryCodes.activate(cast.ada.user)
    return secret, codes.get_unused_codes()


def mine(cast, kind):
    return Authenticator.objects.get(user=cast.ada.user, type=kind)


def test_the_database_holds_no_secret_in_the_clear(cast, factors):
    secret, codes = factors
    assert secret not in stored()
    assert not any(code in stored() for code in codes)
    assert TOTP(mine(cast, "totp")).validate_code(code_of(secret))
    assert RecoveryCodes(mine(cast, "recovery_codes")).validate_code(codes[0])


def test_what_an_earlier_version_stored_is_encrypted_by_the_update(cast):
    secret, seed = generate_totp_secret(), RecoveryCodes.generate_seed()
    Authenticator.objects.create(user=cast.ada.user, type="totp", data={"secret": secret})
    Authenticator.objects.create(
        user=cast.ada.user, type="recovery_codes", data={"seed": seed, "used_mask": 0}
    )
    Authenticator.objects.create(
        user=cast.bo.user, type="recovery_codes", data={"migrated_codes": ["11112222"]}
    )
    step = import_module("nuchal.clinic.access.migrations.0001_encrypt_factors")
    for _ in range(2):
        step.forwards(apps, SimpleNamespace(connection=connection))
        assert not any(one in stored() for one in (secret, seed, "11112222"))
        assert TOTP(mine(cast, "totp")).instance.wrap().validate_code(code_of(secret)) is True
        connection.cursor().execute("DELETE FROM cache_entry")
    bos = Authenticator.objects.get(user=cast.bo.user).wrap()
    assert bos.validate_code("11112222")
    assert not bos.validate_code("11112222")


def test_a_new_key_reads_and_then_replaces_the_former_one(cast, factors, settings):
    secret, codes = factors
    first = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [first]
    assert RecoveryCodes(mine(cast, "recovery_codes")).get_unused_codes() == codes
    assert encrypt_anew(Authenticator.objects) == 2
    settings.SECRET_KEY_FALLBACKS = []
    assert RecoveryCodes(mine(cast, "recovery_codes")).get_unused_codes() == codes
    assert TOTP(mine(cast, "totp")).validate_code(code_of(secret))
    settings.SECRET_KEY = first
    with pytest.raises(FactorUnreadable):
        RecoveryCodes(mine(cast, "recovery_codes")).get_unused_codes()


def test_a_secret_that_was_written_into_the_database_in_the_clear_opens_nothing(cast):
    secret = generate_totp_secret()
    row = Authenticator.objects.create(user=cast.ada.user, type="totp", data={"secret": secret})
    with pytest.raises(FactorUnreadable):
        row.wrap().validate_code(code_of(secret))


def test_the_commands_for_a_new_key(cast, factors, run, tmp_path, settings):
    file = tmp_path / "key"
    assert run("clinic", "key", str(file), "--renew")[0] == 2
    assert run("clinic", "key", str(file))[0] == 0
    former = file.read_text()
    assert run("clinic", "key", str(file), "--renew")[0] == 0
    first, second = file.read_text().split()
    assert second == former.strip()
    assert len(first) > 50
    assert file.stat().st_mode & 0o777 == 0o600
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = first, [settings.SECRET_KEY]
    code, out, _ = run("clinic", "rekey")
    assert (code, "2 second factors" in out) == (0, True)
    assert json.dumps(factors[0]) not in stored()
