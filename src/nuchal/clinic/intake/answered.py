"""
Whether there is anything about a client that a link must not show without a second proof.

It is asked by the door before anybody is let in, so it starts from the client and not from a viewer.
"""

from __future__ import annotations

from nuchal.clinic.intake.models import Submission
from nuchal.clinic.people.clients import Client
from nuchal.clinic.record.episodes import Finding, Section


def was_answered(client: Client) -> bool:
    """Whether a link of this client would show answers that were given before."""
    if Submission.objects.filter(episode__client=client).exists():
        return True
    told = Finding.objects.filter(episode__client=client, until=None).exclude(section=Section.PROFILE)
    return told.exclude(section=Section.OBSERVATION, key="age_years").exists()
