"""Refuse a password that is easily guessed: a common one, a pattern, or words about the person and the clinic."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

LONGEST_READ = 72
"""Characters that are looked at: the time it takes grows with the square of the length."""
FEWEST_GUESSES = 1e10
"""What a thief of the stored passwords tries within hours, slow as the hash makes it."""


class GuessablePasswordValidator:
    """By the estimate of zxcvbn, with its lists of common passwords, names, words and keyboard patterns."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that would be found by fewer than ten thousand million guesses."""
        words = [word for word in getattr(user, "words_about", ()) if len(word) > 1]
        left = password.lower()
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, word[0])
        for tried in (password, left):
            if zxcvbn(tried[:LONGEST_READ], user_inputs=words)["guesses"] < FEWEST_GUESSES:
                raise ValidationError(
                    _("This password is easy to guess. Use four or more unrelated words."), code="guessable"
                )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return _("Not a common password, a pattern such as abcabc, or names of people and the clinic.")
