"""The mail that carries a link to a client, written into the outbox with the link itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.audit.actions import By
from nuchal.clinic.notices.actions import Message, write
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.actions import send_link
from nuchal.clinic.people.clients import Client
from nuchal.clinic.people.links import ClientLink

KIND = "client_link"


@transaction.atomic
def mail_link(
    *, by: By, client: Client, purpose: ClientLink.Purpose, address_of: Callable[[str], str]
) -> tuple[ClientLink, str]:
    """
    A link and its token, as `send_link` gives them, and the mail with it; both are stored or neither.

    Show the token to no member of staff who may not see health.
    """
    link, token = send_link(by=by, client=client, purpose=purpose, mailed=True)
    clinic = client.clinic
    words = render_to_string(
        "people/link.txt", {"client": client, "link": link, "address": address_of(token)}
    )
    title = _("A link from %(clinic)s") % {"clinic": clinic.name}
    letter = Message(kind=KIND, subject=link, recipient=client.email, title=title, words=words)
    write(letter, clinic=clinic.pk, client=client.pk)
    return link, token


def is_link_open(notice: Notice) -> bool:
    """Whether the link that a notice carries still lets the client in."""
    link = ClientLink.objects.filter(pk=notice.subject_id).first()
    return link is not None and link.is_open(timezone.now())
