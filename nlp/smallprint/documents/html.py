"""HTML pages: all text that a browser would show, not only the main article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree, html

from smallprint.documents.document import Document
from smallprint.documents.plain import decode_text
from smallprint.documents.reader import join_row, require_text, tidy_layout
from smallprint.documents.wordlists import word_set
from smallprint.errors import CorruptDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEVER_SHOWN = word_set("script style noscript template head iframe object svg math canvas audio video")
_BLOCKS = word_set(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure",
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section select summary table",
    " tbody textarea tfoot thead tr ul",
)
_SPACED = word_set("blockquote h1 h2 h3 h4 h5 h6 hr ol p pre table ul")
_HIDING_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0(?:px|pt|em|%)?(?:;|$)|opacity:0(?:;|$)"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MARKS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|table|p|h[1-6]|ul|ol|br|span|article|section)[\s>/]", re.IGNORECASE
)
_CLOSING = re.compile(rb"</(?:html|body|div|table|p|h[1-6]|ul|ol|li|span|article|section|b|a|td)\s*>", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class _Page:
    """The text of a page while it is put together; one list of pieces for each open table cell.

    A piece is a text or a number of line ends that must part what comes before and after it at least.
    """

    pieces: list[list[str | int]] = field(default_factory=lambda: [[]])
    rows: list[list[str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def add(self, text: str, *, verbatim: bool = False) -> None:
        """Adds shown text, with blanks joined unless ``verbatim``."""
        self.pieces[-1].append(text if verbatim else _BLANKS.sub(" ", text))

    def part(self, line_ends: int) -> None:
        """Parts what follows from what was added so far."""
        self.pieces[-1].append(line_ends)

    def take(self) -> str:
        """The text of the innermost cell, which is closed by this."""
        return _lay_out(self.pieces.pop())


def read_markup(markup: str, *, name: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Shown text, title and notes of a page. Raises ``CorruptDocumentError`` when nothing can be parsed."""
    root = _parse(markup, name)
    page = _Page()
    for event, element in _shown(root, page):
        if event == "start":
            _open(page, element)
        else:
            _close(page, element)
    title = root.findtext(".//title")
    return tidy_layout(page.take()), (title.strip() or None) if title else None, _notes(page.hidden)


def _parse(markup: str, name: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_XML_HEAD.sub("", markup).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _unparsable(name, str(error)) from error
    if any("depth" in entry.message for entry in parser.error_log):  # the parser drops what lies deeper, silently
        raise _unparsable(name, "its elements are nested more than 2,048 deep")
    return root


def _unparsable(name: str, why: str) -> CorruptDocumentError:
    return CorruptDocumentError(name, f"the HTML cannot be parsed ({why})", hint="save the page as PDF or text")


def _shown(root: html.HtmlElement, page: _Page) -> Iterator[tuple[str, html.HtmlElement]]:
    """Start and end events of the elements that are shown; the text of hidden ones goes to ``page.hidden``."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "start" and (element.tag in _NEVER_SHOWN or _is_hidden(element)):
            if element.tag not in _NEVER_SHOWN:
                page.hidden.append(" ".join(str(element.text_content()).split()))
            walker.skip_subtree()
            element.set("data-smallprint-skipped", "")
            continue
        yield event, element


def _is_hidden(element: html.HtmlElement) -> bool:
    style = "".join(element.get("style", "").lower().split())
    return element.get("hidden") is not None or _HIDING_STYLE.search(style) is not None


def _open(page: _Page, element: html.HtmlElement) -> None:
    tag = element.tag
    if tag == "tr":
        page.rows.append([])
    elif tag in ("td", "th"):
        page.pieces.append([])
    elif tag == "br":
        page.add("\n", verbatim=True)
    elif tag in _BLOCKS:
        page.part(2 if tag in _SPACED else 1)
    if tag == "li":
        page.add("- ")
    if element.text:
        page.add(element.text, verbatim=tag in ("pre", "textarea"))


def _close(page: _Page, element: html.HtmlElement) -> None:
    if element.get("data-smallprint-skipped") is None:
        _close_shown(page, element.tag)
    if element.tail:
        page.add(element.tail)


def _close_shown(page: _Page, tag: str) -> None:
    if tag in ("td", "th"):
        cell = page.take()
        if page.rows:
            page.rows[-1].append(cell)
        else:
            page.add(cell, verbatim=True)
            page.part(1)
    elif tag == "tr":
        page.add(join_row(page.rows.pop()), verbatim=True)
        page.part(1)
    elif tag in _BLOCKS and tag != "br":
        page.part(2 if tag in _SPACED else 1)


def _lay_out(pieces: list[str | int]) -> str:
    """The pieces as lines, blanks at line ends dropped, doubled blanks joined, partings made where text goes on."""
    text: list[str] = []
    parting = 0
    for piece in pieces:
        if isinstance(piece, int):
            parting = max(parting, piece)
        elif parting and piece == " ":
            continue
        else:
            if parting and text and text[-1] != "- ":
                text.append("\n" * parting)
            parting = 0
            text.append(piece)
    lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in "".join(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _notes(hidden: list[str]) -> tuple[str, ...]:
    texts = [text for text in hidden if text]
    if not texts:
        return ()
    count = "1 hidden element" if len(texts) == 1 else f"{len(texts)} hidden elements"
    shown = texts[0] if len(texts[0]) <= 80 else texts[0][:79] + "…"
    return (f"{count} of the page, which a browser does not show, left out (first: “{shown}”).",)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the page names in its first 2,048 bytes."""
    found = _DECLARED.search(data[:2048])
    return found.group(1).decode("ascii") if found else None


class HtmlReader:
    """Reads saved web pages and HTML fragments."""

    name = "HTML page"
    suffixes = (".html", ".htm", ".xhtml")

    def sniff(self, data: bytes) -> bool:
        """True for a doctype or root element at the start, or for opening and closing tags near it."""
        start = data[:4096].replace(b"\x00", b"")
        head = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
        if head.startswith((b"<!doctype html", b"<html")):
            return True
        return head.startswith(b"<") and bool(_MARKS.search(start)) and bool(_CLOSING.search(start))

    def read(self, data: bytes, *, name: str) -> Document:
        """All shown text in reading order. Raises ``DocumentError`` subclasses."""
        markup, note = decode_text(data, name=name, declared=declared_encoding(data))
        require_text(markup, name)
        text, title, notes = read_markup(markup, name=name)
        require_text(text, name, hint="the page may fill itself by script: save it as PDF from the browser")
        return Document(text=text, id=name, title=title, source=name, notes=((note,) if note else ()) + notes)
