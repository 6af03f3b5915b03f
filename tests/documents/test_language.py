"""Language detection: English in all its guises, other languages not taken for it, too little text undetermined."""

import pytest
from smallprint.documents import detect_language, is_supported

ENGLISH = [
    "URGENT HIRING DUBAI WAITERS NEEDED CALL NOW SALARY AED 2500",
    "FREE VISA FREE TICKET 2 YEARS CONTRACT HOUSEMAID",
    "u r selected pls pay 50 usd for id card 2day",
    "we need welder for go to poland good salary no fee contact us",
    "Passport will keep with company until contract finish",
    "hello dear are u looking for job in canada no experiance need",
    "Caregiver Nanny Driver Cook Cleaner Dubai",
    "kindly inbox me ur cv and passport copy",
    "Variable weather conditions may apply to field work.",
    "The Employee shall perform the duties set out in Schedule A at the premises of the Employer.",
]
OTHERS = [
    ("id", "Dibutuhkan segera pekerja rumah tangga di Malaysia, gaji besar tanpa biaya"),
    ("id", "Info loker admin online gaji 5 juta per bulan, work from home"),
    ("tl", "Kailangan namin ng mga katulong sa Dubai, walang placement fee, mag-apply na kayo"),
    ("tl", "Urgent hiring po kami ng domestic helper papuntang Saudi, libre lahat"),
    ("de", "Wir suchen ab sofort Reinigungskräfte in Berlin, Unterkunft wird gestellt"),
    ("es", "Se busca personal de limpieza con experiencia, salario por hora y vivienda incluida"),
    ("fr", "Nous recherchons des ouvriers agricoles pour la saison, logement compris"),
    ("pt", "Vagas para trabalhar em Portugal, salário bom e alojamento grátis"),
    ("pl", "Praca w Niemczech dla kobiet, zakwaterowanie zapewnione, bez znajomości języka"),
    ("vi", "Tuyển lao động đi làm việc tại Đài Loan, lương cao"),
    ("sw", "Tunatafuta wafanyakazi wa nyumbani kwenda Saudi Arabia mshahara mzuri"),
    ("ru", "Требуются рабочие на стройку в Польше, зарплата высокая"),
    ("hi", "दुबई में नौकरी के लिए तुरंत संपर्क करें, वेतन अच्छा है"),
    ("ar", "مطلوب عمال للعمل في قطر براتب جيد وسكن مجاني"),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_short_shouted_and_broken_english_is_english(text):
    found = detect_language(text)
    assert found.code == "en"
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(("code", "text"), OTHERS)
def test_other_languages_are_not_called_english(code, text):
    assert detect_language(text).code == code
    assert not is_supported(code)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "too short"),
        ("Call us now", "too short"),
        ("+000 555 0100, AED 2500, 24/7", "too short"),
        ("https://jobs.example/apply-now-for-this https://jobs.example/second 12345", "mostly links"),
    ],
)
def test_too_little_text_is_undetermined(text, reason):
    found = detect_language(text)
    assert found.code is None
    assert found.confidence == 0
    assert reason in found.reason


def test_most_of_a_mixed_text_decides_and_the_rest_is_named():
    english = "The company pays the visa and the ticket of every driver that it hires. " * 20
    spanish = "Se busca personal de limpieza con experiencia para hotel en la costa. " * 20
    assert detect_language(english + spanish[:400]).code == "en"
    mixed = detect_language(english + spanish)
    assert mixed.code == "en"
    assert mixed.reason == "mixed text: also es"
    assert detect_language(english[:300] + spanish).code == "es"


def test_only_english_is_supported():
    assert is_supported("en")
    assert not is_supported(None)
