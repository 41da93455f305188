"""Send a letter by e-mail, and know whether it left."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

LOG = logging.getLogger("nuchal.mail")


def posted(subject: str, words: str, to: list[str]) -> bool:
    """
    Whether the mail server, or the folder of letters, has taken the letter.

    A failure is logged with its class and place only: neither addresses nor words stand in a log.
    """
    try:
        send_mail(subject, words, None, to)
    except (OSError, SMTPException):
        LOG.exception("a letter did not leave")
        return False
    return True
