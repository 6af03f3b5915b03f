import pytest
from smallprint.annotation.personal import find_personal_data


@pytest.mark.parametrize(
    "text",
    [
        "call +49 30 1234567 today", "write to boss@gmail.com", "see www.fastjobs.com for more", "Telegram @realhandle",
        "ask for Mr. Weber at the gate", "account 4111 1111 1111 1111",
    ],
)  # fmt: skip
def test_what_could_be_somebodys_is_found(text: str) -> None:
    assert list(find_personal_data(text))


@pytest.mark.parametrize(
    "text",
    [
        "call +1 555 0134 or 07700 900123", "write to jobs@example.org", "see careers.example or www.example.com", "Telegram @example_jobs",
        "Dear Madam Please read", "salary 1,200-1,400, hours 08.00-17.00, years 2024-2026", "1 500 000 rupiah",
    ],
)  # fmt: skip
def test_reserved_and_ordinary_is_left_alone(text: str) -> None:
    assert list(find_personal_data(text)) == []
