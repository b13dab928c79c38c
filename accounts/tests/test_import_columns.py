"""Headings in two languages and any order, and what the cells below them come to."""

import contextlib
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.imports import values
from accounts.imports.checking import Checker, fits, placed_names
from accounts.imports.columns import BY_KEY, COLUMNS, column_of, match_headings
from accounts.imports.matching import Candidate, Customers, Outcome, candidate
from accounts.imports.values import Unfit, host_of, problem_text
from accounts.models import Account


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Company", "name"),
        ("  COMPANY name ", "name"),
        ("الاسم بالعربية", "name_ar"),
        ("الإسم العربي", "name_ar"),
        ("اسم الشركه", "name"),
        ("Name (English)", "name_en"),
        ("E-mail", "email"),
        ("البريد الإلكترونيّ", "email"),
        ("رقم الجوال", "contact_phone_1"),
        ("Contact: job title", "contact_title"),
        ("Web Site", "website"),
        ("مدير الحساب", "owner"),
        ("Annual Revenue", "annual_revenue"),
        ("E-mail opt out", "opt_out"),
        ("لا يرغب في الرسائل", "opt_out"),
        ("Do not call (mobile)", "opt_out"),
        ("Marketing consent", "opt_in"),
        ("TLD", ""),
        ("الرقم", ""),
        ("Reason", ""),
        ("", ""),
    ],
)
def test_a_heading_is_known_by_its_name(heading, key):
    assert column_of(heading) == key


def test_every_column_is_known_by_its_own_label_and_no_name_means_two():
    for column in COLUMNS:
        for name in (str(column.label), *column.names):
            assert column_of(name) == column.key, name


def test_of_two_headings_with_one_meaning_the_first_has_it():
    assert match_headings(["Company", "Customer", "Phone", "Tel"]) == ["name", "", "phone", ""]


def test_the_name_in_two_languages_fills_both_names():
    assert match_headings(["الاسم", "Name", "Contact", "جهة الاتصال"]) == [
        "name_ar",
        "name_en",
        "contact_name_en",
        "contact_name_ar",
    ]


def test_a_list_of_people_is_a_list_of_customers():
    assert match_headings(["Full name", "Mobile"]) == ["name", "contact_phone_1"]
    assert match_headings(["Company", "Full name"]) == ["name", "contact_name"]


def test_a_column_whose_values_say_something_else_is_left_to_a_person():
    assert fits("tier", ["A", "B", "ذهبي", ""])
    assert not fits("tier", ["restaurant", "cafe", "A", "hotel"])
    assert fits("website", ["x y z", "n/a"])
    assert fits("description", ["anything"])


def check(row: dict[str, str], **workspace):
    settings_of = {"country": "SA", "currency": "SAR"} | workspace
    headings = [str(BY_KEY[key].label) for key in row]
    return Checker(headings, list(row), **settings_of).check(7, list(row.values()))


def codes(row):
    return [problem[:2] for problem in row.problems]


def test_a_full_row_comes_to_an_account_and_a_contact():
    row = check(
        {
            "name": "شركة النور",
            "name_en": "Al Noor Co",
            "kind": "شركة",
            "status": "نشط",
            "tier": "a",
            "size": "120",
            "country": "السعودية",
            "language": "Arabic",
            "currency": "ر.س",
            "annual_revenue": "١٢٬٥٠٠٫٥٠",
            "website": "WWW.Noor.example/about",
            "phone": "٠٥٠١٢٣٤٥٦٧",
            "email": "Info@Noor.Example",
            "source": "إحالة",
            "tags": "مهم، عقود , مهم",
            "contact_name": "سالم القحطاني",
            "contact_title": "المدير",
            "contact_phone_1": "+966 55 123 4567",
            "contact_email_1": "salem@noor.example",
            "contact_birth_on": "1990-05-01",
            "contact_gender": "ذكر",
        }
    )
    assert codes(row) == []
    assert row.account == {
        "name_ar": "شركة النور",
        "name_en": "Al Noor Co",
        "other_names": "",
        "kind": "company",
        "status": "active",
        "tier": "A",
        "size": "50-249",
        "country": "SA",
        "language": "ar",
        "currency": "SAR",
        "annual_revenue_minor": 1_250_050,
        "website": "https://WWW.Noor.example/about",
        "phone": "٠٥٠١٢٣٤٥٦٧",
        "phone_e164": "+966501234567",
        "email": "Info@noor.example",
        "source": "referral",
    }
    assert row.tags == ["مهم", "عقود"]
    assert row.title == "المدير"
    assert row.contact == {
        "name_ar": "سالم القحطاني",
        "name_en": "",
        "phone_1": "+966 55 123 4567",
        "phone_1_e164": "+966551234567",
        "email_1": "salem@noor.example",
        "birth_on": date(1990, 5, 1),
        "gender": "male",
    }


@pytest.mark.parametrize("name", ["", "  ", "\ufeff\u200b", "&nbsp;", "\x00", "---"])
def test_a_row_without_a_name_is_refused(name):
    row = check({"name": name, "phone": "0501234567"})
    assert (row.refused, row.account) == ("no_name", {}) or name == "---"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Smith &amp; Sons", "Smith & Sons"),
        ("Universit&eacute; &#1575;", "Université ا"),
        ("\ufeffWirtschafts\x00universität\x07 Wien ", "Wirtschaftsuniversität Wien"),
        ("AT&T", "AT&T"),
        ("'=not a formula", "=not a formula"),
    ],
)
def test_a_name_is_cleaned(written, meant):
    assert check({"name_en": written}).account["name_en"] == meant


@pytest.mark.parametrize(
    ("texts", "placed"),
    [
        ({"name": "النور"}, ("النور", "", "")),
        ({"name": "Noor"}, ("", "Noor", "")),
        ({"name": "청강문화산업대학교"}, ("", "청강문화산업대학교", "")),
        ({"name": "Noor", "name_ar": "النور"}, ("النور", "Noor", "")),
        ({"name": "النور", "name_ar": "النُّور"}, ("النُّور", "", "")),
        ({"name": "آفاق", "name_ar": "النور"}, ("النور", "", "آفاق")),
    ],
)
def test_a_name_goes_where_its_script_belongs(texts, placed):
    assert placed_names(texts, "name") == placed


def test_a_name_that_is_too_long_is_shortened_and_kept_whole_among_the_others():
    row = check({"name": "ن" * 204, "other_names": "Noor"})
    assert len(row.account["name_ar"]) == 200
    assert row.account["other_names"] == "ن" * 204 + " | Noor"
    assert codes(row) == [["name_ar", "name_shortened"]]


@pytest.mark.parametrize(
    ("key", "written", "code"),
    [
        ("email", "not an address", "email"),
        ("email", "a@b.example, c@d.example", "email"),
        ("phone", "12", "phone"),
        ("phone", "call me", "phone"),
        ("website", "no website", "website"),
        ("website", "ftp://noor.example", "website"),
        ("annual_revenue", "about a million", "amount"),
        ("annual_revenue", "-5", "amount"),
        ("annual_revenue", "9" * 40, "amount"),
        ("currency", "gold", "currency"),
        ("status", "perhaps", "choice"),
        ("tier", "Z", "choice"),
        ("size", "0", "choice"),
        ("country", "Atlantis", "country"),
        ("language", "Klingon", "language"),
        ("owner", "nobody@nowhere.example", "member"),
        ("city", "ع" * 81, "too_long"),
        ("industry", "..", "lookup"),
        ("region", "ـ", "lookup"),
    ],
)
def test_a_value_that_does_not_fit_is_left_out_and_told_and_its_row_stays(key, written, code):
    row = check({"name": "النور", key: written})
    assert not row.refused
    assert row.problems == [[key, code, written]]
    assert problem_text(code)
    left_out = key if key != "annual_revenue" else "annual_revenue_minor"
    assert row.account.get(left_out) in (None, "", "ع" * 80, "SAR")
    assert (row.industry, row.region) == ("", "")


def test_a_bad_day_of_a_contact_is_told():
    row = check({"name": "النور", "contact_name": "سالم", "contact_birth_on": "31/02/1990"})
    assert row.problems == [["contact_birth_on", "day", "31/02/1990"]]
    assert row.contact["name_ar"] == "سالم"


def test_a_contact_without_a_name_is_told():
    row = check({"name": "النور", "contact_phone_1": "0551234567"})
    assert (row.contact, codes(row)) == ({}, [["contact_phone_1", "no_contact_name"]])


def test_a_person_is_an_account_and_its_contact_in_one():
    row = check(
        {"name": "سالم القحطاني", "kind": "فرد", "contact_phone_1": "0551234567", "contact_city": "جدة"}
    )
    assert (row.account["phone_e164"], row.account["kind"]) == ("+966551234567", Account.Kind.PERSON)
    assert (row.contact["name_ar"], row.contact["phone_1_e164"]) == ("سالم القحطاني", "+966551234567")
    assert row.contact["city"] == "جدة"


@pytest.mark.parametrize(
    ("cells", "consent", "problem"),
    [
        ({"opt_out": "نعم"}, "withdrawn", None),
        ({"opt_out": "X"}, "withdrawn", None),
        ({"opt_out": "no"}, "", None),
        ({"opt_out": "maybe"}, "withdrawn", "opt_out_unclear"),
        ({"opt_in": "yes"}, "given", None),
        ({"opt_in": "لا"}, "withdrawn", None),
        ({"opt_in": "perhaps"}, "", None),
        ({"opt_in": "yes", "opt_out": "yes"}, "withdrawn", None),
        ({"opt_in": "yes", "opt_out": "no"}, "given", None),
    ],
)
def test_opting_out_wins(cells, consent, problem):
    row = check({"name": "النور", "contact_name": "سالم", **cells})
    assert row.consent == consent
    assert [code for _key, code in codes(row)] == ([problem] if problem else [])


def test_an_opt_out_that_nobody_can_be_given_is_told():
    row = check({"name": "النور", "opt_out": "yes"})
    assert (row.consent, codes(row)) == ("", [["opt_out", "opt_out_nowhere"]])


def test_more_cells_than_headings_are_told():
    checker = Checker(["Name"], ["name"], "SA", "SAR")
    assert codes(checker.check(2, ["Noor", "", "Est."])) == [["", "more_cells"]]
    assert codes(checker.check(2, ["Noor", "", " "])) == []


def test_an_exported_name_comes_back_and_a_number_is_nobodys_value():
    assert column_of("Number") == ""
    assert check({"name_en": "'+En"}).account["name_en"] == "+En"


texts = st.text(max_size=300)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([column.key for column in COLUMNS]), texts, max_size=12))
def test_no_text_makes_the_checker_fall(row):
    checked = check(row)
    assert checked.refused in ("", "no_name")
    if not checked.refused:
        assert checked.account["name_ar"] or checked.account["name_en"]
        assert "\0" not in str(checked.account) + str(checked.contact)
        assert len(checked.account["name_ar"]) <= 200 >= len(checked.account["name_en"])
    for _column, code, _written in checked.problems:
        assert code in values.TEXTS


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.Example.com/about?x", "example.com"),
        ("HTTP://EXAMPLE.com:8080", "example.com"),
        ("example.com#top", "example.com"),
        ("  https://مثال.السعودية ", "مثال.السعودية"),
        ("https://www.", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_website(website, host):
    assert host_of(website) == host


@pytest.mark.parametrize(
    "text", ["https://noor.example", "noor.example/a b", "http://", "javascript:alert(1)"]
)
def test_a_website_is_an_address_or_unfit(text):
    with contextlib.suppress(Unfit):
        assert values.website(text).startswith("http")


# Who is known
def customer(pk, name, *, other="", phone="", email="", host=""):
    return Candidate(pk, frozenset([name]), other, phone, email, host)


THERE = customer(
    1, "noor", other="Al Noor Group | النور", phone="+966501", email="a@noor.example", host="noor.example"
)


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (customer(0, "noor", host="noor.example"), Outcome.KNOWN),
        (customer(0, "noor", phone="+966501"), Outcome.KNOWN),
        (customer(0, "noor", email="a@noor.example", host="noor.example"), Outcome.KNOWN),
        (customer(0, "al noor group", host="noor.example"), Outcome.KNOWN),
        (customer(0, "x", other="Noor", host="noor.example"), Outcome.KNOWN),
        (customer(0, "noor"), Outcome.TWIN),
        (customer(0, "noor", host="other.example"), Outcome.TWIN),
        (customer(0, "noor", host="noor.example", phone="+966999"), Outcome.TWIN),
        (customer(0, "afaq", host="noor.example"), Outcome.CREATED),
        (customer(0, "al noor group"), Outcome.CREATED),
        (customer(0, "afaq"), Outcome.CREATED),
    ],
)
def test_who_is_known_and_who_only_has_the_name(row, outcome):
    customers = Customers()
    customers.add(THERE)
    found, who = customers.match(row)
    assert found == outcome
    assert (who is THERE) == (outcome != Outcome.CREATED)


def test_rows_of_one_file_know_each_other():
    customers = Customers()
    row = candidate(check({"name": "النور", "website": "noor.example"}))
    customers.add(Candidate(5, row.names, "", "", "", row.host))
    assert (
        customers.match(candidate(check({"name": "النُّور", "website": "https://WWW.NOOR.example"})))[0]
        == Outcome.KNOWN
    )


def test_the_handbook_lists_every_column():
    handbook = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text()
    for column in COLUMNS:
        for language in ("ar", "en"):
            with translation.override(language):
                assert f"| {column.label} |" in handbook
