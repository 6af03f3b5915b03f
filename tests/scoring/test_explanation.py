"""An explanation and the report say the same of a place, whoever found it."""

from dataclasses import replace

from smallprint.classifier.store import load_model
from smallprint.scoring import analyse, explain

TEXTS = (
    "On arrival the office keeps your passport until the contract ends. We never charge agency fees.",
    "Whoever goes before the two years are over owes us the flight and the visa.\nYour phones are handed in each evening.",
    "Send 90 dollars for the file before we put your name on the list, and do not tell your present boss.",
)


def test_explanation_holds_every_mention_of_the_report() -> None:
    shipped = load_model()
    assert shipped.support is not None
    talkative = replace(shipped, support=replace(shipped.support, add=0.1))  # so that the encoder alone finds something
    by_model_alone = 0
    for text in TEXTS:
        report = analyse(text, model=talkative)
        for mention in (*report.findings, *report.considered):
            told = explain(text, mention.start, model=talkative).findings
            assert replace(mention, probability=None) in told
            by_model_alone += mention.sources == ("model",)
    assert by_model_alone > 0
