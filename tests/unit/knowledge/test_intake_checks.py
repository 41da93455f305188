"""The pages of the intake can be shown, every word stands once, and no criterion cuts through an answer."""

from functools import partial

import pytest

from nuchal.findings.entry import MEDICINE_CLASSES
from nuchal.knowledge import asking, schema
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.checks import intake_can_be_asked, spans_are_whole
from nuchal.knowledge.checks.places import Read
from nuchal.knowledge.client_words import FIELDS

DURING = "1_intake/groups/during.yaml"
HABITS = "1_intake/groups/habits.yaml"
MEDICINES = "1_intake/pages/page_medicines.yaml"
STOP = "1_intake/stop/stop_emergency.yaml"
PRIVATE = "1_intake/stop/stop_same_day_private.yaml"
NSAID = "1_intake/medicines/medicine_nsaid.yaml"
NUMBER = "1_intake/emergency/emergency_999.yaml"
ATTACKS = "vocabulary/findings/attacks_lifetime.yaml"

MISTAKES = [
    (DURING, "  - vomiting\n", "  - vomitting\n", "vomiting"),
    (DURING, "  - vomiting\n", "  - quality\n", "no yes/no question about the profile"),
    (DURING, "  - vomiting\n", "  - stiff_neck\n", "stands in during already"),
    (DURING, "  vomiting: Throwing up", "  stiff_neck: Throwing up", "finding that this group covers"),
    (DURING, "covers:\n", "sections: [{heading: Now, covers: [nausea]}]\ncovers:\n", "or `sections`"),
    (HABITS, "[factor_prone_sleep,", "[photophobia,", "about the person"),
    (MEDICINES, "What does {name} take", "What does {client} take", "{client} stands for nothing"),
    (MEDICINES, "question: What do you take", "question: What does {name} take", "spoken of by name"),
    ("1_intake/pages/page_about.yaml", "why: Some headaches", "whi: Some headaches", "whi"),
    (STOP, "level: emergency", "level: same_day", "two stop pages for same_day"),
    (STOP, "level: emergency", "level: same_day", "a stop page is missing"),
    (STOP, "call: Call {number}\n", "", "whom to call"),
    (STOP, "Do not drive yourself.", "Skip your tablets.", "change a medicine"),
    (PRIVATE, "title: You", "say: I am hurt at home.\ntitle: You", "not read out"),
    (NSAID, "  - Ibuprofen\n", "  - Panadol\n", "'panadol' stands in"),
    (NSAID, "drug_class: nsaid", "drug_class: triptan", "the class 'triptan' stands in"),
    (NUMBER, 'number: "999"', 'number: "9 9 9"', "cannot be dialled"),
    (NUMBER, "[GB]", "[Britain]", "no country of two letters"),
    (NUMBER, "[GB]", "[GB, DE]", "the country 'DE' stands in"),
    (ATTACKS, "{least: 5, most: 9,", "{least: 5, most: 8,", "gap or overlap"),
    (ATTACKS, "{least: 5, most: 9,", "{least: 4, most: 9,", "gap or overlap"),
    (ATTACKS, "{least: 20, says", "{least: 20, most: 90, says", "end open"),
    (ATTACKS, "{least: 1, most: 1,", "{least: 3, most: 3,", "begin at nothing or at one"),
    (
        ATTACKS,
        "{least: 2, most: 4, says: 2 to 4 times}\n  - {least: 5, most: 9, says: 5 to 9 times}",
        "{least: 2, most: 9, says: Some}",
        'a criterion tells 4 from 5, and "Some" means both',
    ),
    ("vocabulary/findings/quality.yaml", "review:", "spans: [{least: 0, says: X}]\nreview:", "no number"),
    ("vocabulary/findings/aura_attacks.yaml", "speaks_of: aura_types", "speaks_of: aura_kinds", "aura_types"),
    (
        "vocabulary/findings/whiplash_neck_or_head_pain_at_time.yaml",
        "only_after: f",
        "only_after: x",
        "finding",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "told"), MISTAKES)
def test_a_mistake_in_the_intake_is_told_with_its_remedy(told_of, file, right, wrong, told):
    errors = told_of((file, right, wrong))
    assert any(told in str(error) for error in errors), [str(error) for error in errors]


def test_a_promise_in_a_heading_or_a_span_is_noticed(told_of):
    errors = told_of(
        (HABITS, "heading: Sleep", "heading: Guaranteed sleep"),
        (ATTACKS, "says: Once", "says: Once and cured"),
        (NSAID, "  - Ibuprofen\n", "  - Ibuprofen, a miracle\n"),
        ("vocabulary/findings/quality.yaml", "short: Dull", "short: Miracle"),
    )
    assert sum("promises too much" in str(error) for error in errors) == 4


def test_both_checks_pass_over_knowledge_that_has_no_items():
    nothing = Read([], Knowledge(release="none", digest="", items=()))
    for check in (intake_can_be_asked.check, spans_are_whole.check):
        assert list(check(nothing)) == []


STRUCTURAL = {
    asking.Checklist: {"form", "order", "covers", "opens", "shown_when", "seconds"},
    asking.QuestionGroup: {"covers", "habits", "seconds"},
    asking.IntakePage: set(),
    asking.StopPage: {"level", "private"},
    asking.MedicineGroup: {"drug_class", "order", "days_if_silent"},
    asking.EmergencyNumber: {"number", "countries"},
}
"""Fields without sentences."""


@pytest.mark.parametrize("kind", STRUCTURAL, ids=lambda kind: kind.__name__)
def test_every_field_of_the_intake_is_for_clients_or_no_sentence(kind):
    own = set(kind.__struct_fields__) - set(schema.Item.__struct_fields__)
    said = {field for field in FIELDS.get(kind, ()) if field != "name"}
    assert own == said | STRUCTURAL[kind]


def test_every_class_of_the_case_format_has_its_group_and_no_other(knowledge):
    assert {group.drug_class for group in knowledge.medicine_groups} == set(MEDICINE_CLASSES)


def test_a_name_is_found_whole_without_brackets_and_by_what_stands_in_them():
    group = partial(
        asking.MedicineGroup, id="x", name="x", drug_class="x", review=schema.Review(state="drafted")
    )
    assert group(names=("Aspirin (acetylsalicylic acid)",)).keys == [
        "aspirin (acetylsalicylic acid)",
        "aspirin",
        "acetylsalicylic acid",
    ]
    assert "aspirin" not in group(names=("Excedrin (paracetamol, aspirin)",)).keys


def test_a_span_is_written_as_a_case_file_writes_it():
    span = partial(schema.Span, says="x")
    written = [span(least=0, most=3), span(least=0, most=0), span(least=2, most=4), span(least=20)]
    assert [one.written for one in written] == ["<= 3", "0", "2 to 4", ">= 20"]
