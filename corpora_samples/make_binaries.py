"""Make the PDF, DOCX, HTML and EML samples from the Markdown in ``sources/``.

Run ``python corpora_samples/make_binaries.py`` after a source was edited. The output is the same bytes each time:
no dates of the day, no system fonts.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import docx
import typst

HERE = Path(__file__).parent
FIXED_DATE = (2024, 5, 1, 9, 0, 0)

TARGETS = {
    "advance_fee_offer": "abusive/advance_fee_offer.pdf",
    "construction_substitution": "abusive/construction_substitution.docx",
    "fishing_debt_contract": "abusive/fishing_debt_contract.pdf",
    "gulf_domestic_contract": "abusive/gulf_domestic_contract.docx",
    "money_mule_mail": "abusive/money_mule_mail.eml",
    "reshipping_ad": "abusive/reshipping_ad.html",
    "h2a_job_order": "lawful/h2a_job_order.pdf",
    "nurse_contract": "lawful/nurse_contract.pdf",
    "relocation_letter": "lawful/relocation_letter.eml",
    "rights_leaflet": "lawful/rights_leaflet.html",
    "scam_warning_page": "lawful/scam_warning_page.html",
    "seafarer_contract": "lawful/seafarer_contract.docx",
    "warehouse_handbook": "lawful/warehouse_handbook.docx",
}

TYPST = """
#set page(paper: "a4", margin: 2.4cm, numbering: "1")
#set text(size: 10.5pt, lang: "en")
#set par(justify: true, leading: 0.7em)
#let runs(parts) = for part in parts { if part.bold { strong(part.text) } else { part.text } }
#for block in json(bytes(sys.inputs.at("blocks"))) {
  if block.kind == "heading" { heading(level: block.level, runs(block.runs)) }
  else if block.kind == "bullet" { list.item(runs(block.runs)) }
  else { par(runs(block.runs)) }
}
"""

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: sans-serif; max-width: 40em; margin: 2em auto; }}</style>
<script>window.dataLayer = window.dataLayer || [];</script></head>
<body>
<nav><a href="#top">Home</a> <a href="#jobs">All jobs</a></nav>
<main id="top">
{body}
</main>
<footer>Invented page of a sample collection.</footer>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one weight."""

    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (``level`` 1 or 2), a bullet or a paragraph."""

    kind: str
    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without weight."""
        return "".join(run.text for run in self.runs)


def parse(source: str) -> Iterator[Block]:
    """Blocks of the Markdown dialect of the sources: headings, bullets, paragraphs, ``**bold**``, ``*italic*``."""
    for paragraph in re.split(r"\n\s*\n", source.strip()):
        if heading := re.match(r"(#+) (.*)", paragraph):
            yield Block("heading", len(heading[1]), (Run(heading[2], bold=False),))
        elif paragraph.startswith("- "):
            yield from (Block("bullet", 0, tuple(_runs(item[2:]))) for item in paragraph.splitlines())
        else:
            yield Block("text", 0, tuple(_runs(" ".join(paragraph.split("\n")))))


def _runs(text: str) -> Iterator[Run]:
    plain = re.sub(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)", r"\1", text)
    for number, part in enumerate(plain.split("**")):
        if part:
            yield Run(part, bold=number % 2 == 1)


def make_pdf(source: str) -> bytes:
    """An A4 PDF with a text layer."""
    blocks = [
        {"kind": b.kind, "level": b.level, "runs": [{"text": r.text, "bold": r.bold} for r in b.runs]}
        for b in parse(source)
    ]
    return bytes(
        typst.compile(
            TYPST.encode(),
            format="pdf",
            sys_inputs={"blocks": json.dumps(blocks)},
            ignore_system_fonts=True,
            timestamp=0,
        )
    )


def make_docx(source: str) -> bytes:
    """A Word document with heading styles; the zip carries a fixed date."""
    document = docx.Document()
    for block in parse(source):
        if block.kind == "heading":
            document.add_heading(block.text, level=block.level)
            continue
        paragraph = document.add_paragraph(style="List Bullet" if block.kind == "bullet" else None)
        for run in block.runs:
            paragraph.add_run(run.text).bold = run.bold
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_dates(buffer.getvalue())


def _with_fixed_dates(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, FIXED_DATE), old.read(entry), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def make_html(source: str) -> bytes:
    """A web page with the usual ballast (navigation, script, footer)."""
    blocks = list(parse(source))
    return PAGE.format(title=html.escape(blocks[0].text), body="\n".join(_html_lines(blocks))).encode()


def _html_lines(blocks: list[Block]) -> Iterator[str]:
    in_list = False
    for block in blocks:
        is_bullet = block.kind == "bullet"
        if is_bullet != in_list:
            yield "<ul>" if is_bullet else "</ul>"
            in_list = is_bullet
        tag = "li" if is_bullet else f"h{block.level}" if block.kind == "heading" else "p"
        yield f"<{tag}>{''.join(map(_html_run, block.runs))}</{tag}>"
    if in_list:
        yield "</ul>"


def _html_run(run: Run) -> str:
    text = html.escape(run.text)
    return f"<strong>{text}</strong>" if run.bold else text


def make_eml(source: str) -> bytes:
    """A plain mail; the first lines of the source are its Subject and From."""
    head, _, body = source.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    message = EmailMessage()
    message["Subject"], message["From"] = fields["Subject"], fields["From"]
    message["To"] = "jobseeker@mail.example"
    message["Date"] = "Wed, 01 May 2024 09:00:00 +0000"
    message["Message-ID"] = "<sample@mail.example>"
    message.set_content(body)
    return bytes(message)


MAKERS: dict[str, Callable[[str], bytes]] = {
    ".pdf": make_pdf,
    ".docx": make_docx,
    ".html": make_html,
    ".eml": make_eml,
}


def main() -> int:
    """Write every target; prints one line each."""
    for name, target in TARGETS.items():
        path = HERE / target
        path.write_bytes(MAKERS[path.suffix]((HERE / "sources" / f"{name}.md").read_text(encoding="utf-8")))
        print(f"{target}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
