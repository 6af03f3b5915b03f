"""HTML: all shown text, in order, with lists and tables; hidden text left out and noted."""

import pytest
from smallprint.documents import read_document
from smallprint.errors import CorruptDocumentError, EmptyDocumentError


def text_of(body: str) -> str:
    return read_document(f"<html><body>{body}</body></html>".encode(), name="a.html").text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p><p>Two  words\n here</p>", "One\n\nTwo words here"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>fee</li><li><p>visa</p></li></ul>", "- fee\n- visa"),
        ("pay <b>50</b> <i>USD</i>.", "pay 50 USD."),
        ("f<span>e</span>e", "fee"),
        ("<table><tr><th>Fee</th><td>50</td></tr><tr><td>Visa</td><td>20</td></tr></table>", "Fee | 50\nVisa | 20"),
        ("<table><tr><td><p>One</p><p>Two</p></td><td>Three</td></tr></table>", "One\n\nTwo\nThree"),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>", "a\n\nb\nc"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("x<script>no</script>y<style>no</style>z<!-- no -->.", "xyz."),
        ("<nav>Menu</nav><main>Job</main><footer>Terms</footer>", "Menu\nJob\nTerms"),
        ("50&nbsp;&euro; &lt;fee&gt; &#8212;", "50\u00a0€ <fee> —"),
        ("<select><option>day</option><option>night</option></select>", "day\nnight"),
        ("<details><summary>More</summary>Rest</details>", "More\nRest"),
    ],
)
def test_layout(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    "mark", ["hidden", 'style="display: none"', 'style="color:red; visibility:hidden"', "style='font-size: 0px;'"]
)
def test_hidden_elements_are_left_out_and_noted(mark):
    document = read_document(
        f"<html><body><p>Seen</p><p {mark}>Not <b>seen</b></p>tail</body></html>".encode(), name="a.html"
    )
    assert document.text == "Seen\n\ntail"
    assert document.notes == (
        "1 hidden element of the page, which a browser does not show, left out (first: “Not seen”).",
    )


def test_visible_styles_are_kept():
    assert text_of('<p style="font-size:0.9em;opacity:0.5">Seen</p>') == "Seen"


def test_title_is_kept_apart():
    document = read_document(b"<html><head><title> Job </title></head><body>Text</body></html>", name="a.html")
    assert (document.title, document.text) == ("Job", "Text")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1251"])
def test_declared_encodings(encoding):
    word = "паспорт" if encoding == "windows-1251" else "café"
    page = f'<html><head><meta charset="{encoding}"></head><body>{word}</body></html>'
    assert read_document(page.encode(encoding), name="a.html").text == word


def test_xhtml_with_an_xml_declaration():
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>fée</p></body></html>'
    assert read_document(page.encode(), name="a.xhtml").text == "fée"


def test_fragment_is_read_by_its_name():
    assert read_document(b"Pay <b>50</b> USD", name="a.html").text == "Pay 50 USD"


def test_deep_nesting_is_read():
    assert text_of("<div>" * 200 + "deep" + "</div>" * 200) == "deep"


def test_nesting_beyond_the_parser_is_an_error_and_not_an_empty_text():
    with pytest.raises(CorruptDocumentError, match="nested more than 2,048 deep"):
        text_of("seen" + "<div>" * 3000 + "deep" + "</div>" * 3000)


def test_page_without_text_is_empty():
    with pytest.raises(EmptyDocumentError, match="save it as PDF from the browser"):
        read_document(b"<html><body><script>run()</script></body></html>", name="a.html")
