"""E-mail messages (.eml): subject, sender and date as lines, then the text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from smallprint.documents.document import Document
from smallprint.documents.html import read_markup
from smallprint.documents.plain import decode_text
from smallprint.documents.reader import require_text, unify_line_ends
from smallprint.documents.wordlists import word_set

_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]*):[ \t]", re.MULTILINE)
_KNOWN = word_set(
    "from to cc subject date received return-path delivered-to message-id mime-version content-type reply-to sender",
    "x-mailer dkim-signature content-transfer-encoding in-reply-to references",
)
_TELLING = word_set("received return-path message-id mime-version content-type delivered-to dkim-signature")
_SHOWN_HEADERS = ("Subject", "From", "Date")


def _header_names(data: bytes) -> list[str]:
    """Names of the header lines before the first empty line, lower case."""
    block = re.split(rb"\r?\n\r?\n", data[:20000].lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    return [name.decode("ascii").lower() for name in _HEADER.findall(block)]


class EmailReader:
    """Reads one saved message."""

    name = "e-mail"
    suffixes = (".eml",)

    def sniff(self, data: bytes) -> bool:
        """True when the text starts with header lines that mail systems write."""
        names = _header_names(data)
        known = _KNOWN.intersection(names)
        starts_so = data.lstrip(b"\xef\xbb\xbf\r\n")[:40].split(b":")[0].decode("latin-1").lower() in names
        return starts_so and len(known) >= 2 and bool(_TELLING.intersection(known) or {"from", "date"} <= known)

    def read(self, data: bytes, *, name: str) -> Document:
        """Header lines, an empty line and the body. Attachments are named in the notes, not read."""
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101  (what policy.default builds)
        body, notes = _body(message, name)
        headers = [f"{header}: {value}" for header in _SHOWN_HEADERS if (value := _header(message, header))]
        require_text(body + "".join(headers), name)
        text = "\n".join(headers) + ("\n\n" if headers else "") + body
        return Document(
            text=text, id=name, title=_header(message, "Subject"), source=name, notes=notes + _attachments(message)
        )


def _header(message: EmailMessage, header: str) -> str | None:
    try:
        value = message[header]
    except (ValueError, IndexError, AttributeError):  # headers that the standard parser trips over
        value = next((raw for key, raw in message.raw_items() if key.lower() == header.lower()), None)
    return " ".join(str(value).split()) or None if value is not None else None


def _body(message: EmailMessage, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the message, the plain part preferred if it says anything, and notes."""
    plain = message.get_body(preferencelist=("plain",))
    text = _part_text(plain, name) if plain is not None else ""
    if text.strip():
        return text.strip("\n"), ()
    part = message.get_body(preferencelist=("html",))
    if part is None:
        return "", ()
    markup = _part_text(part, name)
    if not markup.strip():
        return "", ()
    shown, _, notes = read_markup(markup, name=name)
    return shown, notes


def _part_text(part: MIMEPart, name: str) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload:
        return ""
    text, _ = decode_text(payload, name=name, declared=part.get_content_charset())
    return unify_line_ends(text)


def _attachments(message: EmailMessage) -> tuple[str, ...]:
    names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    if not names:
        return ()
    return (f"Attachments were not read: {', '.join(names)}. Save them and read them apart.",)
