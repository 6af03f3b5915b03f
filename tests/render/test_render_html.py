"""The HTML report: self-contained, script-free, accessible."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from smallprint.render import render_html
from smallprint.report import Report

VOID = {"meta", "rect"}


class Page(HTMLParser):
    """Collects tags, attributes and text; fails on unbalanced tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"attribute twice in {tag}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def attributes(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(name))]


def test_nothing_runs_and_nothing_is_loaded(any_report: Report) -> None:
    page = Page(render_html(any_report))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "link", "object", "embed", "form", "base"}
    names = {name for _, attrs in page.tags for name in attrs}
    assert not any(name.startswith("on") or name in {"style", "src"} for name in names)
    assert all(target.startswith("#") for target in page.attributes("href"))


def test_the_policy_allows_only_the_style_of_the_page(contract: Report) -> None:
    html = render_html(contract)
    policy = next(
        a["content"] or ""
        for t, a in Page(html).tags
        if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "url(" not in style.group(1)
    assert "@import" not in style.group(1)


def test_hostile_text_stays_text(hostile: Report) -> None:
    html = render_html(hostile)
    page = Page(html)
    assert '<script>alert("x")</script> {{ 7 * 7 }}' in page.text
    assert "{% raw %} #[typst]" in page.text
    assert "<img src=x>" in page.text
    assert " 49 " not in page.text
    assert 'onload="' not in html


def test_text_with_its_highlights_is_complete(contract: Report) -> None:
    html = render_html(contract)
    document = html.split('<div class="document"')[1].split("</div>")[0].partition(">")[2]
    document = re.sub(r'<(a class="number|span class="unseen).*?</(a|span)>', "", document)
    plain = Page(document).text
    assert plain.replace("\n", "") == contract.text.replace("\n", "")


def test_identifiers_are_unique_and_every_link_has_its_target(any_report: Report) -> None:
    page = Page(render_html(any_report))
    ids = Counter(page.attributes("id"))
    assert max(ids.values()) == 1
    assert {target[1:] for target in page.attributes("href")} <= set(ids)
    assert set(page.attributes("aria-labelledby")) <= set(ids)


def test_headings_go_down_one_level_at_a_time(any_report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in Page(render_html(any_report)).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_and_language(contract: Report) -> None:
    page = Page(render_html(contract))
    tags = [tag for tag, _ in page.tags]
    assert all(tags.count(landmark) == 1 for landmark in ("header", "main", "footer"))
    assert page.tags[0] == ("html", {"lang": "en"})


def test_highlights_have_number_label_and_pattern(contract: Report) -> None:
    page = Page(render_html(contract))
    assert "Finding 1, B01, begins" in page.attributes("aria-label")
    assert "Considered c1, A01, begins" in page.attributes("aria-label")
    kinds = [a["class"] for t, a in page.tags if t == "mark"]
    assert "hit critical overlap" in kinds
    assert "hit considered" in kinds
    style = render_html(contract).split("<style>")[1]
    patterns = [
        re.search(rf"\.hit\.{kind} {{[^}}]*text-decoration-style: (\w+)", style)
        for kind in ("critical", "high", "medium", "low", "considered")
    ]
    assert len({p.group(1) for p in patterns if p}) == 5


def test_right_to_left_text_is_left_to_the_browser(arabic: Report) -> None:
    page = Page(render_html(arabic))
    assert page.attributes("dir").count("auto") >= 4
    assert ("div", {"class": "document", "lang": "ar"}) in page.tags


def test_an_odd_language_name_is_not_used(hostile: Report) -> None:
    assert set(Page(render_html(hostile)).attributes("lang")) == {"en"}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", ["#ffffff", "#f5f7f9", "#f8dcd8", "#fde6cb", "#fbf3c2", "#e3edf6"])
def test_contrast_is_at_least_4_5(clean: Report, ground: str) -> None:
    style = render_html(clean)
    assert ground in style or ground == "#ffffff"
    inks = {name: re.search(rf"--{name}: (#[0-9a-f]{{6}})", style) for name in ("ink", "soft", "accent")}
    for name, found in inks.items():
        assert found
        if name == "ink" or ground in {"#ffffff", "#f5f7f9"}:
            assert (luminance(ground) + 0.05) / (luminance(found.group(1)) + 0.05) >= 4.5


def test_a_scale_is_drawn_only_for_what_was_measured(advert: Report, arabic: Report) -> None:
    assert sum(tag == "svg" for tag, _ in Page(render_html(advert)).tags) == 1
    assert not any(tag == "svg" for tag, _ in Page(render_html(arabic)).tags)
