"""Polarity: what the words around a mention make of it. Minimal pairs through the shipped catalogue."""

import pytest
from smallprint.documents.document import Document
from smallprint.evidence import Polarity
from smallprint.scoring.reading import read

IMPOSED = [
    ("A01", "No experience needed, a registration fee of 40 USD applies."),
    ("A01", "We never ask you to return early, but a registration fee of 500 USD is due."),
    ("A01", "A registration fee of 500 USD is due before joining."),
    ("B01", "The passport is kept by the office."),
    ("B01", "The office keeps your passport, not the embassy."),
    ("B01", "You will not receive leave and the company keeps your passport."),
]
NOT_COUNTED = [
    ("A01", "We never charge candidates any fee.", Polarity.PROHIBITS),
    ("A01", "Candidates do not have to pay any processing fee.", Polarity.PROHIBITS),
    ("A01", "If anyone asks you to pay a registration fee of 500 USD, report it.", Polarity.WARNING),
    ("B01", "The passport is not kept by the office.", Polarity.PROHIBITS),
    ("B01", "Passports must not be retained by employers.", Polarity.PROHIBITS),
    ("B01", "It is illegal for an employer to keep your passport.", Polarity.DESCRIBES_LAW),
    ("B01", "Does the employer keep workers' passports?", Polarity.UNCLEAR),
    ("B01", "Workers told the newspaper that the company kept their passports.", Polarity.QUOTED),
    ("B01", "At your written request the company keeps your passport in a locker.", Polarity.WORKER_OPTION),
    (
        "B01",
        "The employer shall not:\n(a) read letters;\n(b) be rude;\n(c) hold the passport of the worker.",
        Polarity.PROHIBITS,
    ),
]


@pytest.mark.parametrize(("indicator", "text"), IMPOSED)
def test_imposed_wording_is_asserted(indicator: str, text: str) -> None:
    assert any(f.indicator == indicator and f.is_asserted for f in read(Document(text)).mentions)


@pytest.mark.parametrize(("indicator", "text", "polarity"), NOT_COUNTED)
def test_other_polarities_are_kept_and_not_counted(indicator: str, text: str, polarity: Polarity) -> None:
    found = [f for f in read(Document(text)).mentions if f.indicator == indicator]
    assert [f.polarity for f in found] == [polarity]
    assert found[0].reason
    assert not found[0].is_asserted


@pytest.mark.parametrize(
    "text",
    [
        "The employer pays all visa costs.",
        "You keep your passport.",
        "No processing fee, no deposit.",
        "If anyone asks you for a fee, report it.",
    ],
)
def test_lawful_wording_asserts_nothing(text: str) -> None:
    assert not [f for f in read(Document(text)).mentions if f.is_asserted]


def test_a_warning_page_counts_nothing() -> None:
    text = (
        "Stay safe when you look for work.\n\nBeware of recruiters who promise too much. Scammers often write on chat apps.\n"
        "They say: pay a registration fee of 200 USD today. The office keeps your passport.\nReport them to the police."
    )
    reading = read(Document(text))
    assert reading.is_awareness
    assert reading.mentions
    assert not [f for f in reading.mentions if f.is_asserted]
