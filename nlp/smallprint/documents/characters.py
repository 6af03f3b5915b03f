"""What single characters mean for matching: invisible ones, look-alikes, letters drawn as emoji, odd typography.

Sources: Unicode general categories and NFKC (through ``unicodedata``); the look-alike rows were chosen by eye.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from smallprint.documents.wordlists import is_plain_word

SOFT_HYPHENS = frozenset("\u00ad\u0002")
"""U+00AD, and U+0002, which is what pdfium writes for a hyphen at a line break."""

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BIDI_OVERRIDES = frozenset("\u202d\u202e")
ZERO_WIDTH = frozenset(
    "\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02bb\u00b4\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58", "-"),
        **dict.fromkeys("\u2028\u2029\u0085\u000b\u000c", "\n"),
        **dict.fromkeys("\u2122\u00ae\u00a9\u2120", ""),
        **dict.fromkeys("\u2800\u3164\u115f\u1160\uffa0", " "),
        "\u2044": "/",
    }
)
FRACTIONS = {"½": (".5", "1/2"), "¼": (".25", "1/4"), "¾": (".75", "3/4")}
"""Vulgar fraction -> (written after a digit, written alone), so that 2½ stays two and a half."""

_STROKED = dict(
    zip("ØøŁłĐđĦħŦŧıɑɡɩǝɐƖʟᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "OoLlDdHhTtiagieaIlabcdefghijkmnoprstuvwyz", strict=True)
)
_SQUARED_WORDS = {"🆓": "FREE", "🆔": "ID", "🆕": "NEW", "🆗": "OK", "🆘": "SOS", "🔟": "10"}

# Letters that look like the Latin one in any font; enough to read a whole foreign word as Latin.
_TWINS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХҮԌԚԜѴаеіјорсухѕһԁԛԝѵүӏҽΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιυρκϲϳօսհոցԼՏՕ",
        "ABESIJKMHOPCTYXYGQWVaeijopcyxshdqwvyleABEZHIKMNOPTYXoiupkcjouhngLSO",
        strict=True,
    )
)
# Letters that pass for Latin only beside Latin letters.
_COUSINS = dict(
    zip(
        "тквмнгпиьзяЯИГПЗЬёЁїЇғқңҳҗαβγδεζητχωσςλνքռզյե",
        "tkbmhrnubeRRNrnEbeEiIfkhhxabydezntxwoslvpnqjt",
        strict=True,
    )
)
_DISTANT = dict(
    zip(
        "ᎪᎬᎥᏚᏢᎡᎢᏔᏃᏟᏞᎷᎻᎫᏦᏴᎠᏙᏀᏒᎳꓐꓑꓓꓔꓖꓗꓙꓚꓝꓠꓡꓢꓣꓤꓦꓧꓨꓪꓫꓬꓮꓰꓲꓳꓴꓜꓟꓞ",
        "AEiSPRTWZCLMHJKBDVGRWBPDTGKJCFNLSRRVHGWXYAEIOUZMF",
        strict=True,
    )
)
TWINS = {**_TWINS, **_DISTANT}
LOOKALIKES = {**TWINS, **_COUSINS}
FOREIGN_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LISU")

_REGIONS = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ "
    "FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ "
    "IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN "
    "PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
)
_FLAGS = frozenset(_REGIONS.split())
_FLAG_SPELLED_WORDS = frozenset({"VISA", "CASH"})


def is_variation_selector(char: str) -> bool:
    """True for the selectors that only choose how the character before them is drawn."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180d"


def is_tag(char: str) -> bool:
    """True for the invisible tag characters U+E0000..U+E007F."""
    return "\U000e0000" <= char <= "\U000e007f"


def is_mark(char: str) -> bool:
    """True for a combining mark (categories Mn and Me)."""
    return unicodedata.category(char) in ("Mn", "Me")


def is_overlay(char: str) -> bool:
    """True for a mark that strikes through or encloses its letter: never part of a spelling."""
    return unicodedata.combining(char) == 1 or unicodedata.category(char) == "Me"


def is_superscript(char: str) -> bool:
    """True for a raised digit, in running text nearly always a footnote mark."""
    return char in "¹²³⁰⁴⁵⁶⁷⁸⁹"


@lru_cache(maxsize=4096)
def is_latin(char: str) -> bool:
    """True for a letter of the Latin script."""
    return char.isalpha() and (char.isascii() or unicodedata.name(char, "").startswith("LATIN"))


@lru_cache(maxsize=4096)
def script_of(char: str) -> str | None:
    """Name of the script whose letters get mistaken for Latin (one of ``FOREIGN_SCRIPTS``), else ``None``."""
    name = unicodedata.name(char, "")
    return next((script for script in FOREIGN_SCRIPTS if name.startswith(script)), None)


def emoji_letter(char: str) -> str | None:
    """The letter or word a squared or circled emoji letter draws, ``None`` for other characters."""
    code = ord(char)
    for first in (0x1F130, 0x1F150, 0x1F170):
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    return _SQUARED_WORDS.get(char)


def spelled_by_flags(run: str) -> str | None:
    """Letters drawn by a run of regional indicators, ``None`` where the run is a row of real flags."""
    letters = "".join(chr(ord("A") + ord(c) - 0x1F1E6) for c in run)
    pairs = [letters[i : i + 2] for i in range(0, len(letters), 2)]
    if not _is_spelled_word(letters) and all(pair in _FLAGS for pair in pairs):
        return None
    return letters


def _is_spelled_word(letters: str) -> bool:
    """True where a row of real flags is likelier meant as a word (🇹🇷🇦🇮🇳🇮🇳🇬)."""
    return letters in _FLAG_SPELLED_WORDS or (len(letters) >= 6 and is_plain_word(letters))


@lru_cache(maxsize=8192)
def compatible(char: str) -> str:
    """The character as matching reads it: NFKC, straight quotes and dashes, ASCII digits, Latin without accents."""
    straight = char.translate(_STRAIGHT)
    if straight != char:
        return straight
    if char in _STROKED:
        return _STROKED[char]
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    return _compose(char)


def _compose(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    if (len(folded) > 1 and folded[0] == " ") or char == "\ufdfc":
        return char
    return "".join(map(_without_accent, folded)).translate(_STRAIGHT)


def _without_accent(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() and base.isalpha() else _STROKED.get(char, char)
