"""Addresses people are asked to write to: e-mail, links, chat links, handles, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers
import tldextract

from smallprint.pipeline.entity_data import load_chat_hosts, load_currencies, load_doubtful_tlds, load_freemail
from smallprint.pipeline.entity_types import Entity, EntityKind

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL}){{1,5}}"
_DOT = r"(?:\s?[\[(]\s?(?:dot|\.)\s?[\])]\s?|\s(?:dot|\.)\s)"
_AT = r"(?:\s?[\[(]\s?(?:at|@)\s?[\])]\s?|\sat\s|@)"


@cache
def _net() -> re.Pattern[str]:
    names = "|".join(load_freemail()[1])
    return re.compile(
        rf"""
        \#(?P<masked>URL|EMAIL|PHONE)_\w{{1,64}}\#
        | (?P<email>(?<![\w.%+-])[\w.%+-]{{1,64}}@{_HOST})
        | (?P<spoken>(?:(?<![\w.%+-])[\w.%+-]{{1,64}}{_AT}|@)?\b(?:{names})(?:{_DOT}|\.)
          (?:com|net|org|co\.\w\w|de|fr|ru|in)\b)
        | (?P<url>(?<![\w@])(?:(?:https?|hxxps?|ftp)://|www\.)[^\s<>"'|\\^`{{}}]{{2,2000}})
        | (?P<bare>(?<![\w@.-]){_HOST}(?::\d{{2,5}})?(?:/[^\s<>"'|\\^`{{}}]{{0,2000}})?(?![\w@]))
        | (?P<handle>(?<![\w@./])@[A-Za-z_][\w.]{{1,31}})
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list as shipped with tldextract; never fetched."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_CHUNK = re.compile(r"\S+")


def find_net(text: str) -> Iterator[Entity]:
    """E-mail addresses, links, chat links and handles in ``text``, left to right."""
    if "dot" in text and _spelt_dot().search(text):
        yield from _find_net_between(text, 0, len(text))
        return
    for chunk in _CHUNK.finditer(text):
        word = chunk.group()
        if "@" in word or "#" in word or "." in word[:-1]:
            yield from _find_net_between(text, chunk.start(), chunk.end())


@cache
def _spelt_dot() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_freemail()[1])}){_DOT}", re.IGNORECASE)


def _find_net_between(text: str, start: int, end: int) -> Iterator[Entity]:
    for match in _net().finditer(text, start, end):
        kind = _net_kind(match)
        if kind is not None:
            length = len(match.group()) if match["masked"] else len(match.group().rstrip(".,;:!?)]'\""))
            yield Entity(match.start(), match.start() + length, kind)


def _net_kind(match: re.Match[str]) -> EntityKind | None:
    found = match.group()
    match match.lastgroup:
        case "masked":
            return EntityKind(match["masked"].upper())
        case "email":
            domain = found.rpartition("@")[2].lower().rstrip(".")
            return EntityKind.FREEMAIL if domain in load_freemail()[0] else EntityKind.EMAIL
        case "spoken":
            return EntityKind.FREEMAIL
        case "url":
            return EntityKind.CHATLINK if _is_chat(found) else EntityKind.URL
        case "bare":
            return _bare_kind(found)
        case _:
            return EntityKind.HANDLE


def _host_of(url: str) -> str:
    rest = url.partition("://")[2] or url
    return re.split(r"[/?#:]", rest, maxsplit=1)[0].lower().removeprefix("www.").rstrip(".")


def _is_chat(url: str) -> bool:
    return _host_of(url) in load_chat_hosts()


def _bare_kind(found: str) -> EntityKind | None:
    """A domain without ``https://``: only with a real public suffix, and not a missing space after a full stop."""
    if _is_chat(found):
        return EntityKind.CHATLINK if "/" in found or not found[0].isupper() else None
    host = _host_of(found)
    if host in load_freemail()[0]:
        return EntityKind.FREEMAIL
    if not any(map(str.isalpha, host.rpartition(".")[2])):
        return None
    parts = _suffixes()(host)
    if not parts.suffix or len(parts.domain) < 2:
        return None
    has_path = "/" in found.rstrip("/")
    return EntityKind.URL if has_path or not _is_missing_space(found, parts.suffix) else None


def _is_missing_space(found: str, suffix: str) -> bool:
    """``pay.no fee``, ``done.Review``: a sentence end without its space, not a domain."""
    last = found.rpartition(".")[2]
    begins_sentence = last.istitle() and suffix not in ("com", "net", "org")
    return suffix in load_doubtful_tlds() or not suffix.isascii() or begins_sentence


_PHONE = re.compile(
    r"(?<![\w.,/$€£#-])(?:"
    r"(?:\+\s?|\(\+?)?\d(?:[ \-.()\u00a0]{0,2}\d){6,16}"
    r"|\+?\d[\d ()-]{0,10}[xX*]{2,}[\dxX*-]{0,12}(?: [\dxX*-]{2,6}){0,3}"
    r")(?![\w%])"
)
_PHONE_WORD = re.compile(
    r"\b(?:call|tel|telephone|phone|mobile|mob|cell|ph|whats\s?app|wa|viber|telegram|imo|botim|signal|wechat|contact|"
    r"sms|text|dial|hotline|fax|line|ring|message|number|num|ring|zalo)\b[^\n\d]{0,20}\Z",
    re.IGNORECASE,
)
_ID_WORD = re.compile(
    r"\b(?:passport|licen[cs]e|lic|ref|reference|account|acct|a/c|iban|reg|registration|id|case|order|invoice|permit|"
    r"ein|vat|crn|ssn|clause|article|job)\b[\s.:#]{0,3}(?:no|number|num|nr|id)?[\s.:#]{0,3}\Z",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    r"\(?0\d{1,4}\)?[ .-]?\d{2,4}[ .-]?\d{2,4}(?:[ .-]?\d{2,4})?|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}|\d{3}-\d{4}"
    r"|[6-9]\d{4}[ -]?\d{5}|1[ .-]\d{3}[ .-]\d{3}[ .-]\d{4}|0{7,15}"
)


def find_phones(text: str) -> Iterator[Entity]:
    """Telephone numbers, also fictional and masked ones; no amounts, dates or long identifiers."""
    for match in _PHONE.finditer(text):
        if _is_phone(text, match.start(), match.end()):
            yield Entity(match.start(), match.end(), EntityKind.PHONE)


def _is_phone(text: str, start: int, end: int) -> bool:
    found = text[start:end]
    digits = sum(map(str.isdigit, found))
    if any(mark in found for mark in "xX*"):
        return 7 <= digits + sum(map("xX*".count, found)) <= 16 and digits >= 2
    if not 7 <= digits <= 15 or _has_currency(text, start, end):
        return False
    if found.lstrip("(").startswith("+"):
        return _is_international(found) or digits >= 8
    before = text[max(0, start - 40) : start]
    if _ID_WORD.search(before):
        return False
    if _PHONE_WORD.search(before):
        return not _is_round(found)
    return _GROUPED.fullmatch(found) is not None and not _is_year_range(found)


def _is_international(found: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(found))
    except phonenumbers.NumberParseException:
        return False


def _is_round(found: str) -> bool:
    return found.isdigit() and found.endswith("000") and not found.startswith("0")


def _is_year_range(found: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d[ -]+(?:19|20)\d\d", found) is not None


def _has_currency(text: str, start: int, end: int) -> bool:
    """A currency stands right before or after. A code before the next number belongs to that number."""
    before = re.search(r"([^\W\d_]+\.?|[^\w\s])\s?\Z", text[max(0, start - 8) : start])
    if before and load_currencies().iso(before[1]):
        return True
    after = re.match(r"\s?([^\W\d_]+|[^\w\s])(?!\s?\d)", text[end : end + 12])
    return bool(after and load_currencies().iso(after[1]))
