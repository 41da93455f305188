"""The first page after signing in."""

from __future__ import annotations


def test_ada_sees_whom_she_treats(browsers):
    page = browsers["ada"].get("/").content.decode()
    assert "Good day, Ada" in page
    assert "Dov Daniels" in page


def test_eve_is_asked_to_sign_in(browsers):
    answer = browsers["eve"].get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=%2F")


def test_cleo_sees_her_own_clients_only(browsers):
    page = browsers["cleo"].get("/").content.decode()
    assert "Lia Lima" in page
    assert "Dov" not in page
