"""
Conclude from the record, store it, and draw a stored conclusion again.

A conclusion names the knowledge, the program and the findings that it rests on. Drawn again from the findings as they
then were, it gives the same answer; drawn with newer knowledge, it shows what moved.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nuchal import __version__
from nuchal.clinic.audit.actions import By, note
from nuchal.clinic.audit.models import Action
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.staff import User
from nuchal.clinic.record.actions import refresh_age
from nuchal.clinic.record.assessing import concluded_from, sheet_of
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Episode
from nuchal.clinic.record.queries import client_of, digest_of, digest_of_rows
from nuchal.clinic.record.results import Difference, Result, differences, result_of
from nuchal.errors import NuchalError
from nuchal.knowledge.base import Knowledge


class RecordBroken(NuchalError):
    """The record is not what it was: findings behind a stored conclusion were changed outside the program."""


class OtherKnowledge(NuchalError):
    """A conclusion was drawn with knowledge that this program does not have."""


@transaction.atomic
def conclude(
    *, by: By, episode: Episode, on: date, at: datetime | None = None, whole: bool = False
) -> Conclusion:
    """
    Store what follows from all that is known on this day; `whole` where a page shows the whole assessment next.

    The same findings under the same knowledge give the conclusion that is there already; two who conclude at once wait
    for each other at the episode.
    """
    refresh_age(by=by, episode=episode, on=on, at=at)
    episode.last_sequence = Episode.objects.select_for_update().get(pk=episode.pk).last_sequence
    found = Conclusion.objects.filter(
        episode=episode,
        as_of=episode.last_sequence,
        knowledge_digest=knowledge().digest,
        engine_version=__version__,
    ).first()
    if found is not None:
        return found
    sheet = sheet_of(episode)
    result = result_of(sheet.known.found) if whole else sheet.known.result
    last = Conclusion.objects.filter(episode=episode).aggregate(number=Max("number"))["number"] or 0
    conclusion = Conclusion.objects.create(
        episode=episode,
        number=last + 1,
        at=at or timezone.now(),
        as_of=episode.last_sequence,
        findings_digest=digest_of_rows(episode, sheet.rows.values()),
        knowledge_release=knowledge().release,
        knowledge_digest=knowledge().digest,
        engine_version=__version__,
        result=result,
        by_user=by if isinstance(by, User) else None,
    )
    episode.urgency = result["urgency"]["at_least"]
    episode.save(update_fields=["urgency"])
    note(Action.WRITE, by=by, clinic=episode.client.clinic_id, subject=conclusion, client=episode.client_id)
    return conclusion


def replay(conclusion: Conclusion, *, with_knowledge: Knowledge | None = None) -> Result:
    """
    Draw a stored conclusion again from the findings as they then were, with the same knowledge.

    Raises RecordBroken if those findings are not the same any more, and OtherKnowledge where the knowledge is another.
    """
    known = with_knowledge or knowledge()
    if known.digest != conclusion.knowledge_digest:
        raise OtherKnowledge(
            f"this was concluded with knowledge {conclusion.knowledge_release}; here is {known.release}",
            remedy="`difference` shows what the knowledge here says of the same findings.",
        )
    return _again(conclusion, known)


def difference(conclusion: Conclusion, *, with_knowledge: Knowledge | None = None) -> tuple[Difference, ...]:
    """What this knowledge would conclude otherwise from the findings as they then were."""
    return differences(conclusion.result, _again(conclusion, with_knowledge or knowledge()))


def changed_since(conclusion: Conclusion) -> tuple[Difference, ...]:
    """What today's findings and knowledge conclude otherwise."""
    return differences(conclusion.result, sheet_of(conclusion.episode).known.result)


def _again(conclusion: Conclusion, known: Knowledge) -> Result:
    episode = conclusion.episode
    if digest_of(episode, as_of=conclusion.as_of) != conclusion.findings_digest:
        raise RecordBroken(
            "the findings behind this conclusion were changed outside the program",
            remedy="Compare with a backup, and run `nuchal audit verify`.",
        )
    return concluded_from(client_of(episode, as_of=conclusion.as_of, with_knowledge=known), known)
