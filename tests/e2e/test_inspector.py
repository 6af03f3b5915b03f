"""The inspector as a person uses it: paste, read, jump, download, and what must not happen."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from smallprint.report import FIXED_SENTENCE

pytestmark = pytest.mark.e2e

CONTRACT = (
    "EMPLOYMENT CONTRACT\n\n1. The office keeps your passport until the contract ends.\n"
    "2. Workers may not leave the compound after work.\n3. You keep your phone.\n"
)
SCRIPT = (
    "<script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 2\"><svg onload='window.hacked = 3'></svg>"
)
WAIT = 60_000


def _paste(page: Page, text: str) -> None:
    field = page.get_by_label("Text of the offer or contract")
    field.fill(text)
    field.blur()  # the page runs once for the words; a click in the middle of that run would be lost
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Read the text").click()
    page.locator(".sp-sentence").wait_for(timeout=WAIT)


def _upload(page: Page, name: str, data: bytes) -> None:
    page.get_by_role("tab", name="Open a file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_text(name).first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="Read the file").click()


def test_pasted_advert_shows_highlight_and_fixed_sentence(inspector: Page) -> None:
    _paste(inspector, CONTRACT)
    expect(inspector.locator(".sp-sentence")).to_have_text(FIXED_SENTENCE)
    expect(inspector.locator(".sp-text mark", has_text="passport")).to_be_visible()
    expect(inspector.get_by_role("meter").first).to_be_visible()
    expect(inspector.locator(".sp-card").first).to_contain_text("What it does not show.")


def test_control_enter_reads_the_text(inspector: Page) -> None:
    box = inspector.get_by_label("Text of the offer or contract")
    box.fill(CONTRACT)
    box.press("Control+Enter")
    inspector.locator(".sp-sentence").wait_for(timeout=WAIT)


def test_pasted_markup_stays_text_and_does_not_run(inspector: Page) -> None:
    _paste(inspector, f"{SCRIPT}\n{CONTRACT}{SCRIPT}")
    expect(inspector.locator(".sp-text")).to_contain_text("<script>window.hacked = 1</script><img src=x onerror=")
    assert inspector.locator(".sp-text :is(script, img, svg)").count() == 0
    assert inspector.evaluate("window.hacked") is None


def test_keyboard_leads_to_a_highlight_its_finding_and_back(inspector: Page) -> None:
    _paste(inspector, CONTRACT)
    inspector.locator("#sp-text").focus()
    inspector.keyboard.press("Tab")
    focused = inspector.locator(":focus")
    expect(focused).to_have_id("sp-mark-1")
    assert (focused.get_attribute("aria-label") or "").startswith("Finding 1, critical")
    inspector.keyboard.press("Enter")
    target = inspector.locator("#sp-finding-1")
    expect(target).to_be_in_viewport()
    expect(inspector.locator("#sp-finding-1:target")).to_be_visible()
    inspector.keyboard.press("Tab")
    expect(inspector.locator(":focus")).to_have_attribute("href", "#sp-mark-1")


def test_report_downloads_open(inspector: Page) -> None:
    _paste(inspector, CONTRACT)
    with inspector.expect_download() as json_file:
        inspector.get_by_role("button", name="JSON").click()
    report = json.loads(Path(json_file.value.path()).read_text(encoding="utf-8"))
    assert report["schema"] == "smallprint.report/1"
    assert "B01" in {finding["indicator"] for finding in report["findings"]}
    assert json_file.value.suggested_filename == f"smallprint-text-{report['document']['sha256'][:8]}.json"
    with inspector.expect_download() as pdf_file:
        inspector.get_by_role("button", name="PDF").click()
    pdf = pypdfium2.PdfDocument(Path(pdf_file.value.path()).read_bytes())
    words = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "passport" in words


def test_word_file_is_read(inspector: Page) -> None:
    document, buffer = docx.Document(), io.BytesIO()
    for line in CONTRACT.splitlines():
        document.add_paragraph(line)
    document.save(buffer)
    _upload(inspector, "offer letter.docx", buffer.getvalue())
    inspector.locator(".sp-sentence").wait_for(timeout=WAIT)
    expect(inspector.get_by_role("heading", name="offer letter.docx")).to_be_visible()
    expect(inspector.locator(".sp-text mark", has_text="passport")).to_be_visible()


def test_broken_pdf_is_explained(inspector: Page) -> None:
    _upload(inspector, "broken.pdf", b"%PDF-1.7\nthis is cut off")
    alert = inspector.locator(".sp-alert")
    alert.wait_for(timeout=WAIT)
    expect(alert).to_contain_text("broken.pdf")
    expect(alert).to_contain_text("What to do")
    assert "Traceback" not in inspector.inner_text("body")


def test_narrow_screen_needs_no_sideways_scrolling(inspector: Page) -> None:
    inspector.set_viewport_size({"width": 360, "height": 740})
    _paste(inspector, CONTRACT)
    widths = inspector.evaluate(
        "[document.querySelector('.stMain').scrollWidth, document.querySelector('.stMain').clientWidth]"
    )
    assert widths[0] <= widths[1]


def test_other_screens_are_reached(inspector: Page) -> None:
    inspector.get_by_role("link", name="Indicators").click()
    entry = inspector.locator("#sp-indicator-B01 > summary")
    entry.click(timeout=WAIT)
    expect(inspector.locator("#sp-indicator-B01")).to_contain_text("Law and standards")
    inspector.get_by_role("link", name="What it can and cannot tell").click()
    expect(inspector.get_by_role("heading", name="It cannot tell")).to_be_visible(timeout=WAIT)


def test_server_writes_nothing_and_logs_no_text(inspector: Page, server_home: Path) -> None:
    _paste(inspector, f"{CONTRACT} unmistakable-words")
    written = [p for p in server_home.rglob("*") if p.is_file() and p.name not in {"log", "machine_id_v4"}]
    assert written == []
    assert "unmistakable-words" not in (server_home / "log").read_text(encoding="utf-8")
