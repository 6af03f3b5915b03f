from hypothesis import given
from hypothesis import strategies as st
from smallprint.annotation.likeness import (
    changed_words,
    find_known,
    known_runs,
    near_duplicates,
    repeated_runs,
    shared_skeletons,
    skeleton,
    words,
)


def test_changed_words_counts_the_longer_side_of_each_change() -> None:
    assert changed_words("You keep your passport.", "You keep your own passport!") == 1
    assert changed_words("The office keeps the passport", "The worker keeps the passport") == 1
    assert changed_words("same words", "Same words.") == 0


@given(st.text(), st.text())
def test_changed_words_is_bounded(first: str, second: str) -> None:
    assert 0 <= changed_words(first, second) <= max(len(words(first)), len(words(second))) * 2


def test_skeleton_blanks_content_and_numbers() -> None:
    assert skeleton("The cook shall pay 300 for the visa.") == "the _ shall _ # for the _"


def test_near_duplicates_finds_copies_and_leaves_others() -> None:
    texts = {
        "a": "wages are paid on the last friday of the month by transfer",
        "b": "wages are paid on the last friday of the month by cheque",
        "c": "bring boots and a warm coat to the yard at six",
    }
    assert [(a, b) for a, b, _ in near_duplicates(texts, threshold=0.5)] == [("a", "b")]
    assert list(near_duplicates(texts, threshold=0.95)) == []


def test_templates_show_as_one_skeleton() -> None:
    texts = {
        str(i): f"The {who} shall pay {i}00 for the {what}."
        for i, (who, what) in enumerate([("cook", "visa"), ("maid", "bus")])
    }
    assert list(shared_skeletons(texts, shortest=6).values()) == [["0", "1"]]
    assert list(shared_skeletons(texts, shortest=20)) == []


def test_repeated_runs_name_their_holders() -> None:
    texts = {"a": "one two three four five", "b": "zero one two three four", "c": "four three two one"}
    assert repeated_runs(texts, 4)["one two three four"] == {"a", "b"}


def test_known_runs_are_found_whatever_the_punctuation() -> None:
    known = known_runs(["The crew, all of them, sleep aboard; nobody walks home."], 5)
    assert find_known("they said: all of them sleep aboard.", known, 5) == "all of them sleep aboard"
    assert find_known("all of us sleep aboard tonight", known, 5) is None
