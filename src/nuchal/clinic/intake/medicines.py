"""
Names of medicines that people take for headache, to search in, each with its class.

Classes are those of the limits on days of use (ICHD-3, 8.2); a name that is not here can be written all the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, tuple[str, ...]] = {
    "paracetamol": ("Paracetamol (acetaminophen)", "Tylenol", "Panadol", "Doliprane", "Dafalgan"),
    "nsaid": (
        "Ibuprofen", "Advil", "Nurofen", "Motrin", "Naproxen", "Aleve", "Diclofenac", "Voltaren", "Ketoprofen",
        "Indometacin", "Celecoxib", "Etoricoxib", "Metamizole (dipyrone)", "Mefenamic acid",
    ),
    "aspirin": ("Aspirin (acetylsalicylic acid)",),
    "triptan": (
        "Sumatriptan", "Imitrex", "Rizatriptan", "Maxalt", "Zolmitriptan", "Zomig", "Eletriptan", "Relpax",
        "Naratriptan", "Almotriptan", "Frovatriptan",
    ),
    "ergot": ("Ergotamine", "Dihydroergotamine (DHE)"),
    "gepant": ("Rimegepant", "Nurtec", "Ubrogepant", "Ubrelvy", "Zavegepant"),
    "ditan": ("Lasmiditan", "Reyvow"),
    "opioid": ("Codeine", "Tramadol", "Tapentadol", "Oxycodone", "Hydrocodone", "Morphine", "Buprenorphine"),
    "combination": (
        "Excedrin (paracetamol, aspirin, caffeine)", "Paracetamol with caffeine", "Paracetamol with codeine",
        "Thomapyrin", "Fiorinal", "Sumatriptan with naproxen",
    ),
    "preventive": (
        "Amitriptyline", "Nortriptyline", "Topiramate", "Propranolol", "Metoprolol", "Candesartan", "Flunarizine",
        "Valproate", "Venlafaxine", "Botulinum toxin (Botox)", "Erenumab", "Fremanezumab", "Galcanezumab",
        "Eptinezumab", "Atogepant",
    ),
}  # fmt: skip

KINDS = (
    ("paracetamol", _("Paracetamol (acetaminophen)")),
    ("nsaid", _("Anti-inflammatory, such as ibuprofen or naproxen")),
    ("aspirin", _("Aspirin")),
    ("combination", _("Mixed painkiller, such as with caffeine or codeine")),
    ("triptan", _("Migraine tablet or spray (triptan)")),
    ("opioid", _("Strong painkiller (opioid)")),
    ("preventive", _("Taken every day to prevent headache")),
    ("other", _("Something else")),
)
"""What to choose from where the name is not in the list."""

DAILY = 30
"""A month has 30 days for what is taken every day."""


def class_of(name: str) -> str | None:
    """The class of a medicine by its name, or None where the list does not have it."""
    return _CLASSES.get(_plain(name))


def names() -> list[str]:
    """Every name, in order of the alphabet."""
    return sorted(name for group in NAMES.values() for name in group)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _keys(name: str) -> list[str]:
    """`Aspirin (acetylsalicylic acid)` is found whole, by `aspirin`, and by what stands in the brackets."""
    before, _bracket, inside = name.partition(" (")
    inside = inside.rstrip(")")
    return [_plain(part) for part in (name, before, inside) if part and "," not in part]


_CLASSES = {key: group for group, members in NAMES.items() for name in members for key in _keys(name)}
