"""
A name, address or goal that goes into a PDF comes out of it as it was written, in Unicode's normal form C.

PDFium, another program than the one that writes the files, reads them back.
"""

from __future__ import annotations

import unicodedata

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuchal.letters.document import Document, Envelope, Points, Role, Text
from nuchal.letters.document_pdf import document_pdf
from nuchal.letters.typesetting import Unprintable, printable

NAMES = [
    "Анна Иванова", "Ђорђе Љубичић", "Ελένη Παπαδοπούλου", "Nguyễn Thị Hương", "Łukasz Żółć", "Ọlábísí", "O’Brien-Müller",
    "محمد العربي", "أحمد بن علي", "زهرا نوری", "יעל כהן", "अनन्या शर्मा", "সুমিত্রা দেবী", "ਗੁਰਪ੍ਰੀਤ", "தமிழ்ச்செல்வி", "రమేష్",
    "王小明", "山田 太郎", "サトウ ハナコ", "김민수", "ไพลิน ศรีสุข", "ანა", "Հակոբ", "ᐃᓄᒃ", "አበበ", "ទេព", "රුවන්",
]  # fmt: skip
ONE_SCRIPT = [
    "abcdefghijklmnopqrstuvwxyzäöüßàéèñçøåæœşğıłżźćńśąęčšžđțșőű'’-", "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґ",
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊΐ", "王李张刘陈杨黄赵周吴徐孙山田太郎花子佐藤鈴木", "김이박최정강조윤장임민수영희철",
]  # fmt: skip


def extracted(pdf: bytes) -> str:
    """Every word of a PDF, as another program reads it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def letter_about(name: str) -> Document:
    envelope = Envelope(clinic=name, contact=(name,), therapist=name, to=(name,), name=name)
    return Document(
        role=Role.LETTER,
        title="Headache",
        envelope=envelope,
        blocks=(Text(name), Text(name, "lead"), Points((name,))),
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_out_of_the_pdf_as_it_was_written(name):
    shown = extracted(document_pdf(letter_about(name)))
    # PDFium reorders the words of one line of the head, which has two labels beside a name from right to left.
    runs_left = unicodedata.bidirectional(name[0]) in ("R", "AL")
    assert shown.count(unicodedata.normalize("NFC", name)) in ((7, 8) if runs_left else (8,))
    assert "?" not in shown


@given(st.sampled_from(ONE_SCRIPT).flatmap(lambda letters: st.text(letters, min_size=2, max_size=12)))
@settings(max_examples=15, deadline=None)
def test_any_name_of_one_script_comes_out_as_it_was_written(name):
    written = unicodedata.normalize("NFD", name).title()
    assert unicodedata.normalize("NFC", written) in extracted(document_pdf(letter_about(written)))


@pytest.mark.parametrize("name", ["Nina 🌸", "𐎠𐎼𐎹", "ᠮᠣᠩᠭᠣᠯ"])
def test_a_name_that_no_font_has_stops_loudly_and_names_the_letters(name):
    with pytest.raises(Unprintable) as refused:
        document_pdf(letter_about(name))
    assert f"U+{ord(name[-1]):04X}" in str(refused.value)
    assert name in str(refused.value)


def test_control_characters_are_left_out_and_joiners_are_kept():
    assert printable("Nina\x00\u202eSato\tA") == "NinaSato A"
    assert printable("می\u200cخواهم") == "می\u200cخواهم"
