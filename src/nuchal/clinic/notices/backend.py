"""
Django's way to send mail, put into the outbox.

Whatever part of the program or of a library sends mail, it is stored first and sent by a worker. Only the worker uses
the real way, `settings.DELIVERY_BACKEND`.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from nuchal.clinic.notices.actions import Message, write


class Outbox(BaseEmailBackend):
    """One notice for each recipient of each message; refuses what a notice cannot hold."""

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store every message; gives how many."""
        for message in email_messages:
            if message.attachments or getattr(message, "alternatives", None):
                raise ValueError("a notice holds plain words only")
            subject = f"mail/{uuid4()}"
            for recipient in message.recipients():
                write(
                    Message(
                        kind="account",
                        subject=subject,
                        recipient=recipient,
                        title=str(message.subject),
                        words=str(message.body),
                    )
                )
        return len(email_messages)
