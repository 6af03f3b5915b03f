"""Entities: what is found, its value, unit and period; and that hostile text costs no more than prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallprint.pipeline.entities import Entity, EntityKind, find_entities, monthly_amount, usd_monthly

# text -> "KIND[the span] value unit/period low..high", several joined by " | "; "" for no entity at all
MONEY = {
    "2,000-3,000 USD": "MONEY[2,000-3,000 USD] 3000 USD 2000..3000",
    "pay Rs 25k now": "MONEY[Rs 25k] 25000 INR",
    "₹35,000/-": "MONEY[₹35,000/-] 35000 INR",
    "80,000 taka": "MONEY[80,000 taka] 80000 BDT",
    "AED 50": "MONEY[AED 50] 50 AED",
    "AED50": "MONEY[AED50] 50 AED",
    "50AED": "MONEY[50AED] 50 AED",
    "$1.5k": "MONEY[$1.5k] 1500 USD",
    "30000/-": "MONEY[30000/-] 30000",
    "6,000 TK": "MONEY[6,000 TK] 6000 BDT",
    "Tk. 6,000": "MONEY[Tk. 6,000] 6000 BDT",
    "send 50 USDT first": "MONEY[50 USDT] 50 USDT",
    "Rs. 1,50,000": "MONEY[Rs. 1,50,000] 150000 INR",
    "Rs 1,50,000.50": "MONEY[Rs 1,50,000.50] 150000.5 INR",
    "1.500,00 EUR": "MONEY[1.500,00 EUR] 1500 EUR",
    "1 500 €": "MONEY[1 500 €] 1500 EUR",
    "EUR 12 000": "MONEY[EUR 12 000] 12000 EUR",
    "€1.500": "MONEY[€1.500] 1500 EUR",
    "2 lakh": "MONEY[2 lakh] 200000",
    "Rs 2.5 lakhs": "MONEY[Rs 2.5 lakhs] 250000 INR",
    "1 crore rupees": "MONEY[1 crore rupees] 10000000 INR",
    "2 lac INR": "MONEY[2 lac INR] 200000 INR",
    "5 million VND": "MONEY[5 million VND] 5000000 VND",
    "12 juta IDR": "MONEY[12 juta IDR] 12000000 IDR",
    "$2m": "MONEY[$2m] 2000000 USD",
    "ten thousand pesos": "MONEY[ten thousand pesos] 10000 PHP",
    "two hundred and fifty dollars": "MONEY[two hundred and fifty dollars] 250 USD",
    "five hundred US dollars": "MONEY[five hundred US dollars] 500 USD",
    "USD 500 (five hundred)": "MONEY[USD 500 (five hundred)] 500 USD",
    "US$ 2,500.00 per annum": "MONEY[US$ 2,500.00] 2500 USD/year",
    "$15/hr": "MONEY[$15] 15 USD/hour",
    "$20 per hour": "MONEY[$20] 20 USD/hour",
    "1 500 € a month": "MONEY[1 500 €] 1500 EUR/month",
    "£12.50 an hour": "MONEY[£12.50] 12.5 GBP/hour",
    "$ 300 p.m.": "MONEY[$ 300] 300 USD/month",
    "£400 pw": "MONEY[£400] 400 GBP/week",
    "$500 weekly": "MONEY[$500] 500 USD/week",
    "AED 1,200 monthly": "MONEY[AED 1,200] 1200 AED/month",
    "QAR 1,800/month": "MONEY[QAR 1,800] 1800 QAR/month",
    "SAR 1500 net per month": "MONEY[SAR 1500] 1500 SAR/month",
    "1500 SR": "MONEY[1500 SR] 1500 SAR",
    "KD 120": "MONEY[KD 120] 120 KWD",
    "RM 1,700": "MONEY[RM 1,700] 1700 MYR",
    "P15,000": "MONEY[P15,000] 15000 PHP",
    "Php 15,000": "MONEY[Php 15,000] 15000 PHP",
    "R5000": "MONEY[R5000] 5000 ZAR",
    "N50,000": "MONEY[N50,000] 50000 NGN",
    "KSh 30,000": "MONEY[KSh 30,000] 30000 KES",
    "200 euros": "MONEY[200 euros] 200 EUR",
    "20 euro/day": "MONEY[20 euro] 20 EUR/day",
    "20000 baht": "MONEY[20000 baht] 20000 THB",
    "8000 RMB": "MONEY[8000 RMB] 8000 CNY",
    "$2,000 to $3,000": "MONEY[$2,000 to $3,000] 3000 USD 2000..3000",
    "2-3k USD monthly": "MONEY[2-3k USD] 3000 USD/month 2000..3000",
    "Rs 10-15k": "MONEY[Rs 10-15k] 15000 INR 10000..15000",
    "1000 – 1200 EUR": "MONEY[1000 – 1200 EUR] 1200 EUR 1000..1200",
    "between 900 and 1,100 euro": "MONEY[900 and 1,100 euro] 1100 EUR 900..1100",
    "25k per month": "MONEY[25k] 25000 /month",
    "4 LPA": "MONEY[4 LPA] 400000 INR/year",
    "8 AED 100": "NUM[8] 8 | MONEY[AED 100] 100 AED",
    "2000 USD 8 hours": "MONEY[2000 USD] 2000 USD | DURATION[8 hours] 0.33 hour",
    "lift 50 pounds": "NUM[50] 50",
    "pay 50 pounds": "MONEY[50 pounds] 50 GBP",
    "550 United States Dollars": "MONEY[550 United States Dollars] 550 USD",
    "25 indian rupees": "MONEY[25 indian rupees] 25 INR",
    "18,000/- upto 25,000/-": "MONEY[18,000/- upto 25,000/-] 25000 18000..25000",
    "6 pounds of fish": "NUM[6] 6",
    "£11ph": "MONEY[£11] 11 GBP/hour",
    "3 hours per day £11": "HOURS_DAY[3 hours per day] 3 | MONEY[£11] 11 GBP",
    "500": "NUM[500] 500",
    "1,2,3": "NUM[1,2,3]",
}
TIMES = {
    "two years": "DURATION[two years] 730 year",
    "24 months": "DURATION[24 months] 720 month",
    "24-month contract": "DURATION[24-month] 720 month",
    "3 weeks": "DURATION[3 weeks] 21 week",
    "30 days": "DURATION[30 days] 30 day",
    "six (6) months": "DURATION[six (6) months] 180 month",
    "6 (six) months": "DURATION[6 (six) months] 180 month",
    "one year": "DURATION[one year] 365 year",
    "two or three days": "DURATION[two or three days] 3 day 2..3",
    "2-3 years": "DURATION[2-3 years] 1095 year 730..1095",
    "14 calendar days": "DURATION[14 calendar days] 14 day",
    "30 minutes": "DURATION[30 minutes] 0.02 minute",
    "within 48 hours": "DURATION[48 hours] 2 hour",
    "2 yrs": "DURATION[2 yrs] 730 year",
    "3 years' experience": "DURATION[3 years] 1095 year",
    "one of them": "",
    "14 hours daily": "HOURS_DAY[14 hours daily] 14",
    "12 hours a day": "HOURS_DAY[12 hours a day] 12",
    "12 hrs/day": "HOURS_DAY[12 hrs/day] 12",
    "12h per day": "HOURS_DAY[12h per day] 12",
    "10-12 hours per day": "HOURS_DAY[10-12 hours per day] 12 10..12",
    "twelve (12) hours each day": "HOURS_DAY[twelve (12) hours each day] 12",
    "12-hour shifts": "HOURS_DAY[12-hour shifts] 12",
    "16 hours of work a day": "HOURS_DAY[16 hours of work a day] 16",
    "10 hours in any 24-hour period": "HOURS_DAY[10 hours in any 24-hour period] 10",
    "hours per day: 12": "HOURS_DAY[12] 12",
    "duty 12 hours": "HOURS_DAY[12 hours] 12",
    "60 hours per week": "HOURS_WEEK[60 hours per week] 60",
    "40-hour week": "HOURS_WEEK[40-hour week] 40",
    "48 hrs weekly": "HOURS_WEEK[48 hrs weekly] 48",
    "54 hrs./wk.": "HOURS_WEEK[54 hrs./wk] 54",
    "39 hrs pwk": "HOURS_WEEK[39 hrs pwk] 39",
    "7 days a week": "DAYS_WEEK[7 days a week] 7",
    "seven days per week": "DAYS_WEEK[seven days per week] 7",
    "6 days/week": "DAYS_WEEK[6 days/week] 6",
    "5-6 days a week": "DAYS_WEEK[5-6 days a week] 6 5..6",
    "six-day week": "DAYS_WEEK[six-day week] 6",
    "12 hours a day, seven days": "HOURS_DAY[12 hours a day] 12 | DAYS_WEEK[seven days] 7",
    "12 hours x 6 days": "HOURS_DAY[12 hours] 12 | DAYS_WEEK[6 days] 6",
    "seven days notice": "DURATION[seven days] 7 day",
    "work 7 days notice": "DURATION[7 days] 7 day",
    "2 days off per week": "DURATION[2 days] 2 day",
    "20:00": "TIME[20:00] 20",
    "8 pm": "TIME[8 pm] 20",
    "8pm": "TIME[8pm] 20",
    "10.30 p.m.": "TIME[10.30 p.m.] 22.5",
    "12 am": "TIME[12 am] 0",
    "8am-10pm": "TIME[8am] 8 | TIME[10pm] 22",
    "08:00-20:00": "TIME[08:00] 8 | TIME[20:00] 20",
    "0800 hrs": "TIME[0800 hrs] 8",
    "5 o'clock": "TIME[5 o'clock] 5",
    "until midnight": "TIME[midnight] 24",
    "12/05/2024": "DATE[12/05/2024]",
    "2024-05-12": "DATE[2024-05-12]",
    "12.05.2024": "DATE[12.05.2024]",
    "14 May 2024": "DATE[14 May 2024]",
    "1st of June": "DATE[1st of June]",
    "May 12, 2024": "DATE[May 12, 2024]",
    "March 2025": "DATE[March 2025]",
    "you may 12 times": "NUM[12] 12",
    "24/7 support": "",
    "20%": "PERCENT[20%] 20",
    "15 percent": "PERCENT[15 percent] 15",
    "ten per cent": "PERCENT[ten per cent] 10",
    "5-10%": "PERCENT[5-10%] 10 5..10",
}
AGES = {
    "aged 18-25": "AGE[18-25] 18 18..25",
    "age limit: 20 to 35": "AGE[20 to 35] 20 20..35",
    "18 years old": "AGE[18 years old] 18 18..",
    "a 16-year-old": "AGE[16-year-old] 16 16..",
    "17 y/o": "AGE[17 y/o] 17 17..",
    "18 years of age": "AGE[18 years of age] 18 18..",
    "under 16": "AGE[16] 15 ..16",
    "below 18 years": "AGE[18 years] 17 ..18",
    "over 21 only": "AGE[21] 21 21..",
    "girls 16": "AGE[16] 16 16..",
    "girls from 14": "AGE[14] 14 14..",
    "age 15+": "AGE[15] 15 15..",
    "18+ young women": "AGE[18] 18 18..",
    "18+ only": "AGE[18] 18 18..",
    "18-35 years": "AGE[18-35 years] 18 18..35",
    "18 and above": "AGE[18 and above] 18 18..",
    "female 20-30": "AGE[20-30] 20 20..30",
    "must be 18 years": "AGE[18 years] 18 18..",
    "minimum age 18": "AGE[18] 18 18..",
    "from 14": "NUM[14] 14",
    "under 16 hours": "DURATION[16 hours] 0.67 hour",
    "Android 8.0 and above": "NUM[8.0] 8",
    "over 50 employees": "NUM[50] 50",
    "male 20 vacancies": "NUM[20] 20",
}
CONTACTS = {
    "call 00000000000": "PHONE[00000000000]",
    "555-0100": "PHONE[555-0100]",
    "(555) 555-0100": "PHONE[(555) 555-0100]",
    "+1 555 555 0100": "PHONE[+1 555 555 0100]",
    "+000 00 000 0000": "PHONE[+000 00 000 0000]",
    "whatsapp: 5550100123": "PHONE[5550100123]",
    "call 98XXXXXX00": "PHONE[98XXXXXX00]",
    "#PHONE_ab12#": "PHONE[#PHONE_ab12#]",
    "passport no 1234567": "NUM[1234567] 1234567",
    "2019-2024": "NUM[2019-2024] 2024 2019..2024",
    "10000000 USD": "MONEY[10000000 USD] 10000000 USD",
    "hr@agency.example": "EMAIL[hr@agency.example]",
    "#EMAIL_9f#": "EMAIL[#EMAIL_9f#]",
    "jobs@gmail.com.": "FREEMAIL[jobs@gmail.com]",
    "jobs at gmail dot com": "FREEMAIL[jobs at gmail dot com]",
    "JOBS@QQ.COM": "FREEMAIL[JOBS@QQ.COM]",
    "https://firm.example.org/a?b=1.": "URL[https://firm.example.org/a?b=1]",
    "www.firm.example": "URL[www.firm.example]",
    "see acme-jobs.com now": "URL[acme-jobs.com]",
    "#URL_ab12#": "URL[#URL_ab12#]",
    "good pay.no fee": "",
    "Co.Ltd": "",
    "all done.Review it": "",
    "job R103378 open": "",
    "e.g. this": "",
    "https://t.me/abc": "CHATLINK[https://t.me/abc]",
    "wa.me/15550100": "CHATLINK[wa.me/15550100]",
    "chat.whatsapp.com/xyz": "CHATLINK[chat.whatsapp.com/xyz]",
    "write to @recruiter_1": "HANDLE[@recruiter_1]",
}
PLACES_AND_NUMBERS = {
    "Dubai, UAE": "PLACE[Dubai] | PLACE[UAE]",
    "job in dubai": "PLACE[dubai]",
    "JOB IN MYAWADDY": "PLACE[MYAWADDY]",
    "KK Park": "PLACE[KK Park]",
    "near Mae Sot": "PLACE[Mae Sot]",
    "Ho Chi Minh City": "PLACE[Ho Chi Minh City]",
    "New Delhi": "PLACE[New Delhi]",
    "U.A.E. visa": "PLACE[U.A.E.]",
    "male and female": "",
    "MALE AND FEMALE": "",
    "roast turkey": "",
    "in Turkey": "PLACE[Turkey]",
    "Indian food": "",
    "20 workers": "NUM[20] 20",
    "twenty-four workers": "NUM[twenty-four] 24",
    "H2B and A1 and Covid19 and 2nd": "",
    "5k followers": "NUM[5k] 5000",
    "three hundred": "NUM[three hundred] 300",
    "1.5": "NUM[1.5] 1.5",
}
CASES = MONEY | TIMES | AGES | CONTACTS | PLACES_AND_NUMBERS


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2):g}" if value < 1e5 else f"{value:.10g}"


def _shown(text: str, entity: Entity) -> str:
    unit = (entity.unit or "") + (f"/{entity.period}" if entity.period else "")
    span = "" if entity.low is entity.high is None else f"{_number(entity.low)}..{_number(entity.high)}"
    parts = [f"{entity.kind.value}[{text[entity.start : entity.end]}]", _number(entity.value), unit, span]
    return " ".join(p for p in parts if p)


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=list(CASES))
def test_entities_of(text: str, expected: str) -> None:
    assert " | ".join(_shown(text, e) for e in find_entities(text)) == expected


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=list(CASES))
def test_entities_are_the_same_inside_a_sentence(text: str, expected: str) -> None:
    framed = f"Note this\n{text}\nthank you"
    assert " | ".join(_shown(framed, e) for e in find_entities(framed)) == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert {c.partition("[")[0] for v in CASES.values() for c in v.split(" | ")} - {""} == {k.value for k in EntityKind}


_PIECES = st.one_of(
    st.sampled_from(
        [*CASES, "USD", "$", "k", "per", "day", "(", ")", "-", "to", "and", "/", ".", "\n", "@", "é", "😀"]
    ),
    st.text(max_size=6),
)


@given(st.lists(_PIECES, max_size=12), st.sampled_from(["", " ", ", "]))
def test_entities_are_sorted_disjoint_and_inside_the_text(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    end = 0
    for entity in find_entities(text):
        assert end <= entity.start < entity.end <= len(text)
        end = entity.end
        if entity.low is not None and entity.high is not None:
            assert entity.low <= entity.high


@given(st.text())
def test_any_text_is_read_twice_alike(text: str) -> None:
    assert find_entities(text) == find_entities(text)


HOSTILE = [
    "1",
    "1 ",
    "123 ",
    "1,",
    "1.",
    "a@",
    "a.",
    "one ",
    "two-",
    "$",
    "USD ",
    "1 (",
    " ",
    "\n",
    "12 hours ",
    "aged 18 ",
    "http://",
    "a-",
    "+",
    "1x",
    "24/",
    "12 Jan ",
    "Dubai ",
    "a b.",
    "1-",
    "@",
    "#",
    "(1) ",
    "1k ",
    "Rs.",
    "gmail dot ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    """100 kB each, in well under two seconds: a pattern that backtracks badly would not come back from this test."""
    text = (piece * 100_000)[:100_000]
    ends = [entity.end for entity in find_entities(text)]
    assert ends == sorted(ends)
    assert all(end <= len(text) for end in ends)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$10 per hour", 1730.0),
        ("$100 a day", 2200.0),
        ("$100 weekly", 433.0),
        ("$900 per month", 900.0),
        ("$12,000 per annum", 1000.0),
        ("$900", None),
        ("20%", None),
    ],
)
def test_monthly_amount(text: str, expected: float | None) -> None:
    amount = monthly_amount(find_entities(text)[0])
    assert amount == expected if expected is None else amount == pytest.approx(expected)


def test_usd_monthly_uses_a_rough_rate_and_says_none_without_one() -> None:
    assert usd_monthly(find_entities("AED 1,000 per month")[0]) == pytest.approx(272, rel=0.05)
    assert usd_monthly(find_entities("1,000,000 LBP per month")[0]) is None
    assert usd_monthly(find_entities("25k per month")[0]) is None


def test_currency_is_the_unit_of_an_amount_only() -> None:
    assert find_entities("50 USD")[0].currency == "USD"
    assert find_entities("two years")[0].currency is None
