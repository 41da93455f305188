"""One page for each kind of step: what it shows, how it reads an answer, and what it records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from nuchal.clinic.intake import actions, medicines, settling
from nuchal.clinic.intake.alerts import standing_signs
from nuchal.clinic.intake.asking import SECOND
from nuchal.clinic.intake.drawn import DrawingPage, drawn_answer, qualities_of
from nuchal.clinic.intake.forms import AboutForm, AnotherForm, AskForm, ConsentForm, initial_of
from nuchal.clinic.intake.lists import MedicinePage
from nuchal.clinic.intake.meeting import Outcome
from nuchal.clinic.intake.queries import Progress, last_drawing, who_of
from nuchal.clinic.intake.speaking import age_of
from nuchal.clinic.intake.steps import Kind, Step
from nuchal.clinic.intake.stopping import AT_MOST
from nuchal.clinic.intake.telling import Known, kind_words, known_of
from nuchal.clinic.intake.ticks import TickPage, not_asked, tick_page
from nuchal.clinic.intake.wording import voiced, words_of
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.pads import pad_modules, places
from nuchal.clinic.operations.translating import say
from nuchal.clinic.people.links import ClientLink
from nuchal.clinic.record.case_format import Entry
from nuchal.clinic.record.consenting import missing, needs_guardian
from nuchal.knowledge.schema import Level

NOT_CONTENT = ("csrfmiddlewaretoken", "submission", "seen", "intake")
TICKS = (Kind.CHECKLIST, Kind.GROUP, Kind.FACTORS)


class Page:
    """A step with what is known of it. `read` takes in an answer, `store` keeps it."""

    template = "intake/question.html"
    can_skip = True

    def __init__(self, step: Step, progress: Progress, known: Known) -> None:
        self.step, self.known = step, known
        self.second = step.profile == SECOND
        self.about = progress.about
        self.kind = kind_words(progress, known, step)
        self.skipped = False
        self.data: Any = {}
        self.begin(progress)

    def begin(self, progress: Progress) -> None:
        """Put together what the page shows."""

    @property
    def asks_of_danger(self) -> bool:
        """Whether an answer to this page can be a danger sign, so that it must not wait for a network."""
        return any(entry.key in knowledge().danger_findings for entry in self.unasked())

    def grow(self, data: Any) -> bool:
        """One more line to write in; false where a page has none."""
        return False

    def read(self, data: Any) -> bool:
        """Whether this is an answer."""
        self.data = data
        self.skipped = self.can_skip and "skip" in data
        return self.skipped or self.understood(data)

    def understood(self, data: Any) -> bool:
        """Whether what was sent says something; else the page says what is missing."""
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        """What is recorded."""
        raise NotImplementedError

    def unasked(self) -> list[Entry]:
        """What is recorded when the page is skipped: the questions stay open."""
        return []

    def drawing(self) -> dict[str, Any] | None:
        """A drawing, on the page that has one."""
        return None

    def following(self, progress: Progress) -> Step | None:
        """The page that this answer leads to at once; None for the next question in its order."""
        return None

    def store(self, *, by: ClientLink, progress: Progress, key: UUID, seen: int) -> Outcome:
        """Keep the answer. To skip what was answered before changes nothing."""
        content = {name: list(self.data.getlist(name)) for name in self.data if name not in NOT_CONTENT}
        given = actions.Answer(
            key=key, step=self.step, content=content, seen=seen, said_by=progress.intake.speaker,
            entries=self.unasked() if self.skipped else self.entries(),
            drawing=None if self.skipped else self.drawing(), skipped=self.skipped,
        )  # fmt: skip
        return actions.answer(by=by, episode=progress.episode, given=given)


class ConsentPage(Page):
    """Welcome, the texts, and the signature."""

    template = "intake/consent.html"
    can_skip = False

    def begin(self, progress: Progress) -> None:
        """The texts that are not signed yet; what a minor signed alone is signed anew by the guardian."""
        client = progress.episode.client
        self.anew = self.step.kind is Kind.GUARDIAN
        self.words = words_of("page_guardian") if self.anew else None
        self.texts = needs_guardian(client) if self.anew else missing(client)
        self.age = age_of(progress.told.client)
        self.minor, self.client = self.age.is_minor, client.called
        self.shown = [
            {
                "title": text.title,
                "version": text.version,
                "own": [] if self.minor else paragraphs(text.text),
                "about": paragraphs(text.text_about.format(name=self.client)),
            }
            for text in self.texts
        ]
        self.form = ConsentForm(client=self.client, age=self.age)

    def understood(self, data: Any) -> bool:
        """Whether it is signed."""
        self.form = ConsentForm(data, client=self.client, age=self.age)
        return self.form.is_valid()

    def store(self, *, by: ClientLink, progress: Progress, key: UUID, seen: int) -> Outcome:
        """Sign."""
        return actions.agree(
            by=by, intake=progress.intake, key=key, step=self.step, signed=self.form.signed()
        )


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text whose lines were broken by hand."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


class FormPage(Page):
    """A page with one form whose fields are findings."""

    form: Any

    def understood(self, data: Any) -> bool:
        """Whether the form is complete."""
        self.form = self.make(data)
        return bool(self.form.is_valid())

    def make(self, data: Any = None, **more: Any) -> Any:
        """The form, empty or with data."""
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        """What the form says."""
        return list(self.form.entries())


class AboutPage(FormPage):
    """Age and sex."""

    template = "intake/about.html"
    can_skip = False

    def begin(self, progress: Progress) -> None:
        """The age only where the date of birth is not known, or cannot be right."""
        client = progress.episode.client
        self.asks_age = client.age_on(client.clinic.today(timezone.now())) is None
        said = {
            name: entry.value
            for name, key in (("sex", "sex"), ("age", "age_years"))
            if (entry := self.known.get((key, "")))
        }
        self.why = words_of("page_about").why
        self.form = self.make(initial=said)

    def make(self, data: Any = None, **more: Any) -> AboutForm:
        """The form."""
        return AboutForm(data, asks_age=self.asks_age, about=self.about, **more)


class AskPage(FormPage):
    """One question."""

    def begin(self, progress: Progress) -> None:
        """The question, and the answer of before."""
        self.finding = knowledge().findings[self.step.key]
        self.why = say(self.finding.why)
        entry = self.known.get((self.step.key, self.step.profile)) or self.known.get((self.step.key, ""))
        drawn = drawn_answer(progress, self.step) if entry is None else None
        self.drawn = drawn.words if drawn else ""
        self.form = self.make(initial=initial_of(self.finding, entry) or (drawn.initial if drawn else {}))

    def make(self, data: Any = None, **more: Any) -> AskForm:
        """The form."""
        return AskForm(data, finding=self.finding, profile=self.step.profile, about=self.about, **more)

    def unasked(self) -> list[Entry]:
        """The question stays open."""
        return [not_asked(self.finding, self.step.profile)]


class AnotherPage(FormPage):
    """Another kind of headache?"""

    can_skip = False
    why = ""

    def begin(self, progress: Progress) -> None:
        """A second kind that was described can be taken back."""
        self.has_second = any(profile.name == SECOND for profile in progress.told.client.profiles)
        answered = str(self.step) in progress.told.steps
        said = {"answer": "yes" if self.has_second else "no"} if answered else {}
        self.form = self.make(initial=said)

    def make(self, data: Any = None, **more: Any) -> AnotherForm:
        """The form."""
        return AnotherForm(data, about=self.about, has_second=self.has_second, **more)


class SettlePage(FormPage):
    """Two answers that cannot both be right."""

    can_skip = False
    why = ""

    def begin(self, progress: Progress) -> None:
        """Both answers with their words."""
        found = settling.found_at(progress, self.step)
        assert found is not None, "`exists` lets only a disagreement through"
        self.one = found
        self.form = self.make(initial={"answer": found.settled} if found.settled else {})

    def make(self, data: Any = None, **more: Any) -> settling.SettleForm:
        """The form."""
        return settling.SettleForm(data, one=self.one, about=self.about, **more)

    def following(self, progress: Progress) -> Step | None:
        """The drawing, where it shows the wrong side."""
        return settling.drawing_after(progress, self.one, self.form.cleaned_data["answer"])


class TicksPage(Page):
    """Several lines to tick."""

    template = "intake/ticks.html"

    def begin(self, progress: Progress) -> None:
        """The lines, and what was ticked before."""
        drawn = self.known.get(("drawing", self.step.profile))
        self.list: TickPage = tick_page(
            self.step,
            self.known,
            qualities_of(drawn.value) if drawn and self.step.key == "quality" else (),
            who_of(progress),
            again=str(self.step) in progress.told.steps,
        )
        self.why = self.list.why

    def understood(self, data: Any) -> bool:
        """Whether something was ticked, or explicitly nothing."""
        return self.list.read(data)

    def entries(self) -> list[Entry]:
        """Every line."""
        return self.list.entries(unknown="unknown" in self.data)

    def unasked(self) -> list[Entry]:
        """Every line stays open."""
        return self.list.unasked()


class MedicinesPage(Page):
    """Medicines with days a month."""

    template = "intake/medicines.html"

    def begin(self, progress: Progress) -> None:
        """The list of before."""
        self.before = self.known.get(("medicines", ""))
        self.list = MedicinePage.of_entry(self.before)
        self.names = medicines.names()
        self.words = words_of("page_medicines", self.about)
        self.why = self.words.why

    def grow(self, data: Any) -> bool:
        """One more medicine."""
        self.list = MedicinePage.of_data(data)
        self.list.grow()
        return True

    def understood(self, data: Any) -> bool:
        """Whether the list is complete, or explicitly empty."""
        self.list = MedicinePage.of_data(data)
        return self.list.check(none="none" in data)

    def entries(self) -> list[Entry]:
        """The list."""
        return self.list.entries(self.before)

    def unasked(self) -> list[Entry]:
        """Nobody knows what is taken."""
        return self.list.unknown()


class DrawPage(Page):
    """The drawing pad."""

    template = "intake/drawing.html"

    def begin(self, progress: Progress) -> None:
        """The strokes of before, and every place for a page without a script."""
        self.list = DrawingPage()
        before = last_drawing(progress, self.step.profile)
        self.before = before.strokes if before else None
        self.keep = f"{progress.episode.pk}-{self.step.profile}"
        self.places = places()
        self.modules = pad_modules()
        asked = Step(Kind.ASK, "intensity", self.step.profile)
        self.strength_was_asked = str(asked) in progress.told.steps
        self.words = words_of("page_drawing", self.about)

    def understood(self, data: Any) -> bool:
        """Whether something is drawn."""
        read = self.list.read(data)
        self.before = self.list.strokes or self.before
        return read

    def entries(self) -> list[Entry]:
        """How strong it is follows from the drawing, unless it was answered already."""
        return [] if self.strength_was_asked else self.list.entries(self.step.profile)

    def drawing(self) -> dict[str, Any]:
        """Strokes and marks."""
        return {"marks": self.list.marks, "strokes": self.list.strokes, "profile": self.step.profile}


def page_of(step: Step, progress: Progress) -> Page:
    """The page of a step, with what was said before."""
    kinds: dict[Kind, type[Page]] = {
        Kind.CONSENT: ConsentPage, Kind.GUARDIAN: ConsentPage, Kind.ABOUT: AboutPage,
        Kind.DRAWING: DrawPage, Kind.MEDICINES: MedicinesPage,
        Kind.ANOTHER: AnotherPage, Kind.SETTLE: SettlePage, **dict.fromkeys(TICKS, TicksPage),
    }  # fmt: skip
    if step.kind is Kind.ASK:
        several = knowledge().findings[step.key].value == "choices"
        return (TicksPage if several else AskPage)(step, progress, known_of(progress))
    return kinds[step.kind](step, progress, known_of(progress))


def exists(step: Step, progress: Progress) -> bool:
    """Whether there is such a page for this client."""
    profiles = {profile.name for profile in progress.told.client.profiles}
    if step.profile and step.profile not in profiles:
        return False
    known = knowledge()
    if step.kind is Kind.ASK:
        finding = known.findings.get(step.key)
        return (
            finding is not None
            and finding.asked_of == "client"
            and bool(step.profile) == (finding.about == "profile")
        )
    if step.kind is Kind.CHECKLIST:
        return not step.profile and any(c.id == step.key and c.form == "intake" for c in known.checklists)
    if step.kind is Kind.GROUP:
        group = known.question_groups.get(step.key)
        return group is not None and not group.habits and bool(step.profile)
    if step.kind is Kind.SETTLE:
        return settling.found_at(progress, step) is not None
    if step.kind is Kind.GUARDIAN and not age_of(progress.told.client).is_minor:
        return False
    return not step.key and bool(step.profile) == (step.kind is Kind.DRAWING)


def doctor_first(progress: Progress) -> list[str]:
    """What the client reads at the end where a doctor should look first."""
    signs = (result.sign for result in standing_signs(progress.told.client, Level.REFER_FIRST))
    said = (voiced(sign.client_says, sign.client_says_about, progress.about) for sign in signs)
    return list(dict.fromkeys(said))[:AT_MOST]
