import pytest
from smallprint.documents.kind import guess_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "1. The Employee shall work 40 hours. 2. The Employer shall pay monthly. 3. This agreement ends on notice.",
            "contract",
        ),
        ("We are looking for drivers, apply by WhatsApp today, earn 900 a week. The employer is a farm.", "unknown"),
        (
            "Apply now! The employee shall send CV. This agreement is offered after interview. The contract is for a year. Hiring today.",
            "unknown",
        ),
        ("Hello, are you free?", "unknown"),
        ("", "unknown"),
    ],
)
def test_kind_is_guessed_only_when_clear(text: str, kind: str) -> None:
    assert guess_kind(text) == kind
