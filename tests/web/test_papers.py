"""Papers: what can be written of an episode, for whom, and what is written instead while care is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from nuchal.clinic.audit.models import Action, Event
from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.papers import views
from nuchal.clinic.papers.writing import Desk, Kind, NotNow, envelope_of, write
from nuchal.clinic.people.staff import Credential
from nuchal.clinic.record.assessing import sheet_of
from nuchal.clinic.record.proposing import region_of
from nuchal.reasoning.plan import Plan
from tests.web.test_chart import told

OF_A_PLAN = ("plan", "programme", "programme-easy", "visit")
WHILE_HELD = ("referral", "what-to-do-now")


def practises(practitioner, system: str = "neuromuscular_therapy", **more) -> None:
    for name, value in {
        "system_of_care": system,
        "profession": system.replace("therapy", "therapist"),
        **more,
    }.items():
        setattr(practitioner, name, value)
    practitioner.save()


@pytest.fixture
def jaw(cast):
    """An episode that nothing holds."""
    practises(cast.ada)
    return told(cast, "jaw_headache_of_a_clencher")


@pytest.fixture
def temple(cast):
    """An episode that a danger sign holds."""
    practises(cast.ada)
    return told(cast, "new_temple_pain_at_seventy")


def page_of(browser, episode) -> str:
    return browser.get(reverse("papers", args=[episode.pk])).content.decode()


def paper(browser, episode, paper_kind: str, ending: str = "txt", **form):
    name = {"pdf": "paper_pdf", "txt": "paper_text"}[ending]
    return browser.post(reverse(name, args=[episode.pk, paper_kind]), form)


def test_with_nothing_held_every_paper_but_the_referral_is_offered(jaw, browsers):
    page = page_of(browsers["ada"], jaw)
    for kind in ("letter", *OF_A_PLAN):
        assert reverse("paper_pdf", args=[jaw.pk, kind]) in page
        assert reverse("paper_text", args=[jaw.pk, kind]) in page
    for kind in WHILE_HELD:
        assert reverse("paper_pdf", args=[jaw.pk, kind]) not in page
        assert paper(browsers["ada"], jaw, kind).status_code == 409
    assert page.count("btn-main") == 1


@pytest.mark.parametrize("kind", ["letter", *OF_A_PLAN])
def test_each_is_text_and_a_pdf_that_nobody_keeps(jaw, browsers, kind):
    text = paper(browsers["ada"], jaw, kind, to="Dr Grey\n4 Pine Road")
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Dov Daniels" in text.content.decode()
    assert "Maple Street" in text.content.decode()
    pdf = paper(browsers["ada"], jaw, kind, "pdf")
    assert pdf.content.startswith(b"%PDF")
    for answer, ending in ((text, "txt"), (pdf, "pdf")):
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{kind}-20')
        assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
        assert "Daniels" not in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_letter_names_who_writes_to_whom_and_who_pays(cast, jaw, browsers):
    cast.dov.referred_by, cast.dov.referred_on = "Dr Grey", date(2026, 11, 2)
    cast.dov.insurer, cast.dov.insurance_number = "Sun", "A 1"
    cast.dov.save()
    letter = paper(browsers["ada"], jaw, "letter", to="Dr Grey\n 4 Pine Road\n").content.decode()
    for line in (
        "Ada, neuromuscular therapist",
        "Dr Grey, 4 Pine Road",
        "Dr Grey, 2 November 2026",
        "Sun, A 1",
    ):
        assert line in letter
    assert "Dr Grey</textarea>" in page_of(browsers["ada"], jaw)


def test_the_pdf_says_its_title_and_language(jaw, browsers):
    pypdf = pytest.importorskip("pypdf", reason="the extra [test]; `make check` installs it")
    pdf = pypdf.PdfReader(BytesIO(paper(browsers["ada"], jaw, "plan", "pdf").content))
    assert pdf.metadata.title
    assert "Dov Daniels" in " ".join(page.extract_text() for page in pdf.pages)


def test_easy_words_are_other_words(jaw, browsers):
    usual, easy = (paper(browsers["ada"], jaw, kind).content for kind in ("programme", "programme-easy"))
    assert usual != easy


def test_a_later_visit_has_no_first_visit(jaw, browsers):
    first, third = (paper(browsers["ada"], jaw, "visit", visit=n).content.decode() for n in (1, 3))
    assert "Visit 1" in first
    assert "A first visit here" in first
    assert "Visit 3" in third
    assert "A first visit here" not in third


def test_while_care_is_held_the_referral_stands_first_and_no_plan_is_written(temple, browsers):
    page = page_of(browsers["ada"], temple)
    assert page.index("Referral at once") < page.index("Letter to the physician")
    assert 'class="danger danger-same_day"' in page
    for kind in WHILE_HELD:
        assert paper(browsers["ada"], temple, kind).status_code == 200
        assert paper(browsers["ada"], temple, kind, "pdf").content.startswith(b"%PDF")
    for kind in OF_A_PLAN:
        for ending in ("pdf", "txt"):
            answer = paper(browsers["ada"], temple, kind, ending)
            assert answer.status_code == 409
            assert "Nothing may be planned until this is settled" in answer.content.decode()
            assert "no-store" in answer.headers["Cache-Control"]
        assert reverse("paper_pdf", args=[temple.pk, kind]) not in page


def test_where_nothing_was_asked_the_page_says_what_is_open(cast, browsers):
    practises(cast.ada)
    page = page_of(browsers["ada"], cast.episode)
    assert "Plan, programme and visit are held" in page
    assert "An open question is no clearance" in page
    assert paper(browsers["ada"], cast.episode, "referral").status_code == 409
    assert paper(browsers["ada"], cast.episode, "plan").status_code == 409
    assert paper(browsers["ada"], cast.episode, "letter").status_code == 200


def test_without_a_system_of_care_there_is_a_letter_and_no_plan(jaw, browsers):
    page = page_of(browsers["bo"], jaw)
    assert "yours is not recorded yet" in page
    assert "A plan waits for your answer." in paper(browsers["bo"], jaw, "letter").content.decode()
    assert paper(browsers["bo"], jaw, "plan").status_code == 409


def test_who_does_not_treat_gets_nothing(jaw, browsers):
    for who in ("olga", "fay", "cleo"):
        for place in (reverse("papers", args=[jaw.pk]), reverse("paper_pdf", args=[jaw.pk, "letter"])):
            assert browsers[who].get(place).status_code == 404
        assert paper(browsers[who], jaw, "letter").status_code == 404
    assert not Event.objects.filter(action=Action.EXPORT).exists()


def test_every_paper_that_leaves_is_written_down_and_a_refused_one_is_not(jaw, browsers):
    paper(browsers["ada"], jaw, "plan", to="Dr Grey")
    paper(browsers["bo"], jaw, "letter", "pdf")
    paper(browsers["ada"], jaw, "referral")
    events = Event.objects.filter(action=Action.EXPORT).order_by("sequence")
    assert [(one.actor_name, one.details) for one in events] == [
        ("Ada", {"paper": "plan", "ending": "txt"}),
        ("Bo", {"paper": "letter", "ending": "pdf"}),
    ]
    assert {one.client_id for one in events} == {jaw.client_id}
    reads = Event.objects.filter(action=Action.READ, client_id=jaw.client_id)
    assert [one.actor_name for one in reads] == ["Ada"], "a refusal names what holds care"


def test_a_paper_that_does_not_exist_is_not_found(jaw, browsers):
    assert paper(browsers["ada"], jaw, "report").status_code == 404


def test_a_visit_that_cannot_be_is_refused_at_the_field(jaw, browsers):
    answer = paper(browsers["ada"], jaw, "visit", visit=0)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["visit"]


def test_two_kinds_of_headache_ask_which_one(cast, browsers):
    practises(cast.ada)
    episode = told(cast, "two_kinds_in_one_person")
    form = browsers["ada"].get(reverse("papers", args=[episode.pk])).context["form"]
    kinds = [name for name, _ in form.fields["kind"].choices]
    assert len(kinds) == 2
    if isinstance(desk_of(cast, episode).proposed, Plan):
        plans = {paper(browsers["ada"], episode, "plan", kind=kind).content for kind in kinds}
        assert len(plans) == 2


def test_an_assumed_screen_gives_no_paper_here(cast, jaw):
    desk = desk_of(cast, jaw)
    assumed = replace(desk.found, screening=replace(desk.found.screening, assumed=True))
    envelope = envelope_of(cast.dov, practitioner=cast.ada, on=date(2026, 11, 20), to=())
    for kind in Kind:
        assert isinstance(write(kind, replace_found(desk, assumed), envelope), NotNow)


def test_without_the_extra_only_text_is_offered(jaw, browsers, monkeypatch):
    monkeypatch.setattr(views, "find_spec", lambda name: None)
    page = page_of(browsers["ada"], jaw)
    assert reverse("paper_text", args=[jaw.pk, "letter"]) in page
    assert page.count("btn-main") == 1
    answer = paper(browsers["ada"], jaw, "letter", "pdf")
    assert answer.status_code == 409
    assert "take the plain text" in answer.content.decode()


def test_a_licence_that_expired_lets_nobody_use_anything(cast, jaw):
    practises(cast.ada, "manual_physical_therapy")
    today = timezone.now().date()
    held = Credential.objects.create(
        practitioner=cast.ada,
        name="Needling",
        issuer="College",
        techniques=["dry_needling"],
        expires_on=today,
    )
    assert cast.ada.licences_on(today) == {"dry_needling"}
    assert needling(desk_of(cast, jaw)) != "needs a licence that this practice has not recorded"
    held.expires_on = today - timedelta(days=1)
    held.save()
    assert cast.ada.licences_on(today) == frozenset()


def test_chart_and_papers_propose_under_the_same_terms(cast, jaw, browsers):
    practises(cast.ada, "manual_physical_therapy")
    cast.ada.region = "CA-ON"
    cast.ada.save()
    today = cast.clinic.today(timezone.now())
    Credential.objects.create(
        practitioner=cast.ada,
        name="Needling",
        issuer="College",
        techniques=["dry_needling"],
        expires_on=today,
    )
    browsers["ada"].get(reverse("episode", args=[jaw.pk]))
    ((terms, kind), shown), *others = sheet_of(jaw).known.plans.items()
    assert not others
    assert (terms.licences, terms.region, kind) == ({"dry_needling"}, "CA-ON", "main")
    assert shown == desk_of(cast, jaw).proposed


def test_the_region_is_the_one_of_the_licence_else_the_country(cast):
    cast.ada.region = "CA-ON"
    assert region_of(cast.ada) == "CA-ON"
    cast.ada.region = "Ontario"
    assert region_of(cast.ada) == "CA"
    cast.cleo.region = ""
    assert region_of(cast.cleo) is None


def desk_of(cast, episode) -> Desk:
    return Desk(found=sheet_of(episode).known.found, practitioner=cast.ada, on=timezone.now().date())


def replace_found(desk: Desk, found) -> Desk:
    return Desk(found=found, practitioner=desk.practitioner, on=desk.on)


def needling(desk: Desk) -> str:
    assert isinstance(desk.proposed, Plan)
    assert "dry_needling" in knowledge().techniques
    return next((one.why for one in desk.proposed.ruled_out if one.id == "dry_needling"), "")
