"""The file of a backup, without a clinic: one changed bit anywhere is refused, or changes nothing that is read."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

import pytest

from nuchal.clinic.backup import package
from nuchal.errors import BackupFailed

CONTENT = {package.DATABASE: b"rows " * 60, f"{package.FILES}a.jpg": random.Random(1).randbytes(200)}


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "whole.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        digests = {name: package.add(packed, name, BytesIO(content)) for name, content in CONTENT.items()}
        manifest = package.Manifest(
            format=package.FORMAT, made_at="", nuchal="", engine="sqlite", migrations=[], tables={}, anchors=[],
            sha256=digests, photos_not_found=[],
        )  # fmt: skip
        package.add_manifest(packed, package.sealed(manifest))
    return path


def test_a_changed_bit_is_refused_whatever_it_breaks(whole, tmp_path):
    raw, bad, refused = whole.read_bytes(), tmp_path / "bad.zip", 0
    for place in range(len(raw)):
        bad.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << place % 8)]) + raw[place + 1 :])
        try:
            manifest = package.check(bad)
        except BackupFailed:
            refused += 1
        else:
            with zipfile.ZipFile(bad) as packed:
                assert {name: packed.read(name) for name in manifest.sha256} == CONTENT
    assert refused > len(raw) / 2
