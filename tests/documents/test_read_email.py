"""E-mail: header lines, the plain part first, attachments named."""

from email.message import EmailMessage

import pytest
from smallprint.documents import read_document
from smallprint.documents.email import EmailReader


def message(**headers) -> EmailMessage:
    mail = EmailMessage()
    for name, value in (
        {"Subject": "Job", "From": "Ann <ann@firm.example>", "To": "me@home.example"} | headers
    ).items():
        mail[name] = value
    return mail


def test_headers_then_body():
    mail = message(Date="Mon, 02 Mar 2026 09:00:00 +0000")
    mail.set_content("Pay the fee.\n")
    document = read_document(mail.as_bytes(), name="a.eml")
    assert document.text == (
        "Subject: Job\nFrom: Ann <ann@firm.example>\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n\nPay the fee."
    )
    assert document.title == "Job"


def test_plain_part_is_preferred():
    mail = message()
    mail.set_content("plain words")
    mail.add_alternative("<p>rich words</p>", subtype="html")
    assert read_document(mail.as_bytes(), name="a.eml").text.endswith("\n\nplain words")


def test_html_part_stands_in():
    mail = message()
    mail.set_content("<p>rich <b>words</b></p><p hidden>gone</p>", subtype="html")
    document = read_document(mail.as_bytes(), name="a.eml")
    assert document.text.endswith("\n\nrich words")
    assert "hidden element" in document.notes[0]


def test_attachments_are_named():
    mail = message()
    mail.set_content("see the file")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="contract.pdf")
    document = read_document(mail.as_bytes(), name="a.eml")
    assert document.notes == ("Attachments were not read: contract.pdf. Save them and read them apart.",)


def test_encoded_headers_and_unknown_charsets():
    data = (
        b"From: a@b.example\r\nSubject: =?utf-8?b?w4lsw6h2ZQ==?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: text/plain; charset="x-odd"\r\nContent-Transfer-Encoding: 8bit\r\n\r\nfee \xe9\r\n'
    )
    document = read_document(data, name="a.eml")
    assert document.text == "Subject: Élève\nFrom: a@b.example\n\nfee é"


@pytest.mark.parametrize(
    "text",
    [
        b"Subject: to approval by the ministry\n\nThe worker pays.",
        b"Note: pay now\nFrom: Monday\n\nText",
        b"Hello,\nFrom: x\nDate: y\nReceived: z\n\nnot at the start",
    ],
)
def test_plain_text_with_colons_is_no_mail(text):
    assert not EmailReader().sniff(text)
