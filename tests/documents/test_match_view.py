"""The match-only view: offsets, what is undone, what is left alone, what is reported."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallprint.documents import match_view
from smallprint.documents.normalise import HIDDEN_KINDS
from smallprint.documents.wordlists import plain_words

WORDS = ("passport", "deposit", "telegram", "whatsapp", "salary", "visa", "penalty", "transfer", "training", "wages")
STYLES = {"bold": 0x1D41A, "script": 0x1D4EA, "double": 0x1D552, "mono": 0x1D68A, "wide": 0xFF41, "circled": 0x24D0}
CYRILLIC = str.maketrans("aeopcyxsij", "аеорсухѕіј")
ODD = "\u200b\u00ad\u0002\u202e\ufe0f\u0301\u0336\u20e3аеоΑ🇫🇪🅿🆔½²№ﬁ™“’—…\u00a0\r\n\t-.$@013457abcefpst АБ中नि́"


EVASIONS = {
    "zero width": "\u200b".join,
    "joiners": lambda w: w[:2] + "\u2060\u200d" + w[2:],
    "soft hyphens": "\u00ad".join,
    "bidi": lambda w: w[:3] + "\u2066\u2069" + w[3:],
    "cyrillic": lambda w: w.translate(CYRILLIC),
    "struck": lambda w: "".join(c + "\u0336" for c in w),
    "piled marks": lambda w: "".join(c + "\u0301\u0316\u0323" for c in w),
    "spaced": " ".join,
    "dotted": ".".join,
    "hyphens": "-".join,
    "stars": "*".join,
    "leet a": lambda w: w.replace("a", "4", 1),
    "leet at": lambda w: w.replace("a", "@"),
    "leet e": lambda w: w.replace("e", "3"),
    "leet i": lambda w: w.replace("i", "1"),
    "leet l": lambda w: w.replace("l", "1"),
    "leet o": lambda w: w.replace("o", "0"),
    "leet s": lambda w: w.replace("s", "$"),
    "squared": lambda w: "".join(chr(0x1F170 + ord(c) - ord("a")) for c in w),
    "flags": lambda w: "".join(chr(0x1F1E6 + ord(c) - ord("a")) for c in w),
    "spaced flags": lambda w: " ".join(chr(0x1F1E6 + ord(c) - ord("a")) for c in w),
    **{
        style: (lambda w, first=first: "".join(chr(first + ord(c) - ord("a")) for c in w))
        for style, first in STYLES.items()
    },
}


@pytest.mark.parametrize("evasion", EVASIONS)
@pytest.mark.parametrize("word", WORDS)
def test_evasions_are_undone(word, evasion):
    text = f"You send the {EVASIONS[evasion](word)} to us."
    view = match_view(text)
    assert f"the {word} to us" in view.text.lower()
    start = view.text.lower().index(word)
    source = view.to_source(start, start + len(word))
    assert text[source[0] : source[1]].strip("\u0301\u0316\u0323\u0336") in EVASIONS[evasion](word)


@given(
    st.sampled_from(WORDS), st.sampled_from(sorted(EVASIONS)), st.sampled_from(["", "\n", "“", "PAY: "]), st.booleans()
)
def test_any_word_any_evasion_anywhere(word, evasion, before, capitals):
    disguised = EVASIONS[evasion](word)
    text = f"{before}{disguised.upper() if capitals and evasion != 'wide' else disguised} now"
    assert word in match_view(text).text.lower()


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ODD, max_size=60)))
def test_offsets_are_in_range_monotone_and_never_empty(text):
    view = match_view(text)
    assert len(view.starts) == len(view.ends) == len(view.text)
    assert list(view.starts) == sorted(view.starts)
    assert list(view.ends) == sorted(view.ends)
    for place in range(len(view.text)):
        start, end = view.to_source(place, place + 1)
        assert 0 <= start < end <= len(text)
    for run in view.hidden:
        assert 0 <= run.start < run.end <= len(text)
        assert run.kind in HIDDEN_KINDS


@given(st.text(alphabet=ODD, min_size=1, max_size=40), st.data())
def test_spans_map_to_the_hull_of_their_characters(text, data):
    view = match_view(text)
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    source = view.to_source(start, end)
    assert (source[0] < source[1]) == (start < end)
    for place in range(start, end):
        assert source[0] <= view.to_source(place, place + 1)[0]
        assert view.to_source(place, place + 1)[1] <= source[1]
    if start < end:
        back = view.to_view(*source)
        assert back[0] <= start
        assert back[1] >= end


@given(st.lists(st.from_regex(r"[A-Za-z]{2,12}[.,;:]?", fullmatch=True), max_size=60))
def test_plain_prose_is_left_as_it_is(words):
    text = " ".join(words)
    view = match_view(text)
    assert view.text == text
    assert [view.to_source(i, i + 1) for i in range(len(text))] == [(i, i + 1) for i in range(len(text))]
    assert view.hidden == ()


LEFT_ALONE = [
    "24h shifts, H2B visa, form A1, 9am to 5pm, 401k plan, 3rd floor, B2B, H1B, P45, W2, CO2, 3D, mp3, 1st, 2nd, 80m2",
    "pay USD1,500 or $500, Rs.25,000/-, 50k, fee$5, fee 5$, 1.5k, 12x4, 10kg, 5hours, 30days, 100USD",
    "write to p4y@firm.example or v1sa.dep0sit@firm.example, see http://v1sa.example/dep0sit and www.p4y.example",
    "follow @v1sa_j0b and @p4ssport; ref. PO5T-77A1, F33, A11, 5TH, Z1A9, #URL_ab12cd34#",
    "categories A, B, C and D; a b c d e; 1 2 3 4 5 6; a c 5 0; x-y plot; plan A/B/C/D",
    "see pass.word, work.er, end.Start, p*q, **bold** text, a*b*c, snake_case_name, firm.example",
    "licence5, room4you, day1, wage5",
    "Great!!! Apply now! Fees! (visa) *bold* _under_ ~tilde~ cost: 5-7 days",
    "Mr J. R. Baker of U.S.A. and U.A.E.; e.g. i.e. p.m. a.m.",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_amounts_codes_addresses_and_initials_are_left_alone(text):
    view = match_view(text)
    assert view.text == text
    assert view.hidden == ()


@pytest.mark.parametrize(
    "text",
    [
        "Требуются рабочие на стройку, паспорт не отдавать, оплата 50000 рублей. Visa не нужна. Рост от 170.",
        "Ζητείται εργάτης για εστιατόριο, διαβατήριο απαραίτητο, μισθός 900 ευρώ.",
        "काम के लिए पासपोर्ट चाहिए।",
        "مطلوب عمال براتب جيد",
        "需要護照",
    ],
)
def test_other_scripts_are_not_wrecked(text):
    view = match_view(text)
    assert view.text == text
    assert not any(run.suspicious for run in view.hidden)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The pаyment is рау first", "The payment is pay first"),
        ("“No fee” — it’s free", '"No fee" - it\'s free'),
        ("pass-\nport and accom-\n  modation", "passport and accommodation"),
        ("self-\nemployed, two-\nyear bond", "self-employed, two-year bond"),
        ("Chapter-\nTwo stays", "Chapter-\nTwo stays"),
        ("infor\u0002\r\nmation", "information"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("2½ years, ½ day", "2.5 years, 1/2 day"),
        ("fee² of $500¹ (m²)", "fee of $500 (m)"),
        ("of the sale\u200bApply now", "of the sale Apply now"),
        ("WhatsApp™ only", "WhatsApp only"),
        ("1️⃣ pay 2️⃣ wait", "1 pay 2 wait"),
        ("🆔 card 🆓", "ID card FREE"),
        ("flags 🇦🇪🇶🇦 stay", "flags 🇦🇪🇶🇦 stay"),
        ("🇻🇮🇸🇦 ready", "VISA ready"),
        ("café résumé Łódź", "cafe resume Lodz"),
        ("٥٠٠ USD, ₨ 500", "500 USD, Rs 500"),
        ("p a s s p o r t f e e i s 5 0", "passport fee is 5 0"),
        ("f e e but not a b c", "fee but not a b c"),
        ("PA55PORT and P4Y", "PASSPORT and PAY"),
        ("te1egram v1sa", "telegram visa"),
        ("Dep0sit, dep0sit. dep0sit!", "Deposit, deposit. deposit!"),
        ("pass.port and tele*gram", "passport and telegram"),
        ("p*ssport, WH*TSAPP, dep**it", "passport, WHATSAPP, deposit"),
        ("v-i-s-a f.e.e.s", "visa fees"),
        ("p 4 s s p o r t", "passport"),
        ("t e 1 e g r a m", "telegram"),
    ],
)
def test_what_matching_reads(text, seen):
    assert match_view(text).text == seen


@pytest.mark.parametrize(
    ("text", "kind", "suspicious"),
    [
        ("p\u200ba\u200by now", "zero_width", True),
        ("first\u200b second", "zero_width", False),
        ("\ufeffstart", "zero_width", False),
        ("of the sale\u200bApply now", "zero_width", False),
        ("pa\u202esswd", "bidi_control", True),
        ("call \u202a+000", "bidi_control", False),
        ("the pаsspоrt", "homoglyph", True),
        ("𝐔𝐫𝐠𝐞𝐧𝐭 𝐣𝐨𝐛", "homoglyph", False),
        ("pay 𝐟ee", "homoglyph", True),
        ("dep0sit", "leet", True),
        ("v i s a", "spaced_letters", True),
        ("a.s.a.p", "spaced_letters", False),
        ("🇫🇪🇪", "emoji_letters", True),
        ("blood type 🅱", "emoji_letters", False),
        ("infor\u00admation", "soft_hyphen", False),
        ("f\u00ade\u00ade", "soft_hyphen", True),
        ("infor\u0002\nmation", "soft_hyphen", False),
    ],
)
def test_hidden_runs_say_what_was_found(text, kind, suspicious):
    runs = [run for run in match_view(text).hidden if run.kind == kind]
    assert [run.suspicious for run in runs] == [suspicious]


def test_hidden_runs_point_into_the_original():
    text = "Pay the p\u200ba\u200bssport and dep0sit"
    view = match_view(text)
    assert [(run.kind, text[run.start : run.end]) for run in view.hidden] == [
        ("zero_width", "\u200ba\u200b"),
        ("leet", "dep0sit"),
    ]


def test_ordinary_typography_is_not_reported():
    assert (
        match_view("“It’s” – 1½ m² … Café ™ n° 5 ﬁne 3\u00a0000\u202f€ 👍🏽 👨‍👩‍👧 ❤️".replace("\u200d", "")).hidden
        == ()
    )


def test_emoji_families_are_not_evasion():
    assert not any(
        run.suspicious for run in match_view("join 👨\u200d👩\u200d👧 and 🏴\U000e0067\U000e0062\U000e007f").hidden
    )


def test_view_rejects_spans_outside():
    with pytest.raises(IndexError, match=r"\[0, 9\) is outside"):
        match_view("short").to_source(0, 9)


@pytest.mark.parametrize(
    "unit", ["1a", "a.", "a ", "p4ssport", "@a", "!", "\u200b", "a-", "\u0301", "🇦", "a\u00ad", "а1"]
)
def test_long_repetitions_are_read(unit):
    view = match_view(unit * 20_000)
    assert len(view.text) <= len(unit) * 20_000


def test_listed_words_are_letters_only_and_long_enough():
    assert all(word.isascii() and word.isalpha() and word.islower() and len(word) >= 3 for word in plain_words())
