"""The daily mail with the anchor of a clinic's audit: where its chains end, without health data."""

from __future__ import annotations

import msgspec
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from nuchal.clinic.audit.anchors import anchor_of
from nuchal.clinic.audit.models import Chain
from nuchal.clinic.notices.actions import Message, name_of, write
from nuchal.clinic.notices.models import Notice
from nuchal.clinic.people.staff import Clinic

KIND = "anchor"


def write_due() -> int:
    """Write the mail of today for every clinic that wants one and has none yet; gives how many."""
    wanted = Clinic.objects.exclude(anchor_address="")
    return sum(_write(clinic) for clinic in wanted)


@transaction.atomic
def _write(clinic: Clinic) -> bool:
    day = clinic.today(timezone.now())
    chain = Chain.objects.filter(pk=clinic.pk).first()
    if chain is None:
        return False
    message = Message(
        kind=KIND,
        subject=name_of(chain),
        recipient=clinic.anchor_address,
        title=_("Audit anchor of %(clinic)s") % {"clinic": clinic.name},
        words=_words(clinic, chain),
        sequence=day.toordinal(),
    )
    known = Notice.objects.filter(
        kind=KIND, subject=message.subject, recipient=message.recipient, sequence=message.sequence
    )
    if known.exists():
        return False
    write(message, clinic=clinic.pk)
    return True


def _words(clinic: Clinic, chain: Chain) -> str:
    anchor = anchor_of(chain)
    known = {"clinic": clinic, "anchor": anchor, "line": msgspec.json.encode(anchor).decode()}
    return render_to_string("oversight/anchor.txt", known).strip() + "\n"
