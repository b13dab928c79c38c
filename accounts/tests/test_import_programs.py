"""Files of other programs: their headings are matched by themselves, and companies and people find each other."""

import csv
import io

import pytest

from accounts.imports import steps
from accounts.imports.columns import match_headings
from accounts.models import Account, Contact, ImportRow
from accounts.tests.test_import_run import brought, imported, outcomes
from lib.tenancy.state import workspace

Outcome = ImportRow.Outcome
# As each program writes them (some columns of no use to us left out), and what each becomes.
PROGRAMS = {
    "Google Contacts": {
        "First Name": "contact_first_name", "Middle Name": "contact_middle_name", "Last Name": "contact_last_name",
        "Phonetic First Name": "", "Name Prefix": "", "Nickname": "", "File As": "", "Organization Name": "name",
        "Organization Title": "contact_title", "Organization Department": "", "Birthday": "contact_birth_on",
        "Notes": "contact_description", "Photo": "", "Labels": "tags", "E-mail 1 - Label": "",
        "E-mail 1 - Value": "contact_email_1", "E-mail 2 - Value": "contact_email_2", "Phone 1 - Label": "",
        "Phone 1 - Value": "contact_phone_1", "Phone 2 - Value": "contact_phone_2", "Address 1 - City": "contact_city",
        "Address 1 - Country": "contact_country", "Website 1 - Value": "website",
    },
    "Google Contacts, the old file": {
        "Name": "", "Given Name": "contact_first_name", "Additional Name": "contact_middle_name",
        "Family Name": "contact_last_name", "Group Membership": "tags", "E-mail 1 - Type": "",
        "E-mail 1 - Value": "contact_email_1", "Phone 1 - Value": "contact_phone_1", "Organization 1 - Name": "name",
        "Organization 1 - Title": "contact_title",
    },
    "Outlook": {
        "Title": "", "First Name": "contact_first_name", "Middle Name": "contact_middle_name",
        "Last Name": "contact_last_name", "Suffix": "", "Company": "name", "Department": "",
        "Job Title": "contact_title", "Business Street": "", "Business City": "contact_city",
        "Business Country/Region": "contact_country", "Business Fax": "", "Business Phone": "contact_phone_2",
        "Home Phone": "contact_phone_3", "Mobile Phone": "contact_phone_1", "Categories": "tags",
        "E-mail Address": "contact_email_1", "E-mail Type": "", "E-mail 2 Address": "contact_email_2",
        "Birthday": "contact_birth_on", "Gender": "contact_gender", "Notes": "contact_description", "Priority": "",
        "Web Page": "website",
    },
    "Odoo, labels": {
        "Name": "contact_name", "Related Company": "name", "Is a Company": "kind", "Company": "", "Phone":
        "contact_phone_2", "Mobile": "contact_phone_1", "Email": "contact_email_1", "City": "contact_city",
        "Country": "contact_country", "State": "region", "Job Position": "contact_title", "Salesperson": "owner",
        "Tags": "tags", "Website Link": "website", "Notes": "contact_description",
    },
    "Odoo, fields": {
        "id": "", "name": "contact_name", "parent_id": "name", "is_company": "kind", "phone": "contact_phone_2",
        "mobile": "contact_phone_1", "email": "contact_email_1", "country_id": "contact_country",
        "state_id": "region", "function": "contact_title", "user_id": "owner", "category_id": "tags",
    },
    "HubSpot, companies": {
        "Record ID": "", "Company name": "name", "Company owner": "owner", "Create Date": "", "Phone Number": "phone",
        "City": "city", "Country/Region": "country", "State/Region": "region", "Industry": "industry",
        "Company Domain Name": "website", "Number of Employees": "size", "Annual Revenue": "annual_revenue",
        "Lifecycle Stage": "status",
    },
    "HubSpot, contacts": {
        "Record ID": "", "First Name": "contact_first_name", "Last Name": "contact_last_name",
        "Email": "contact_email_1", "Phone Number": "contact_phone_2", "Mobile Phone Number": "contact_phone_1",
        "Contact owner": "owner", "Associated Company": "name", "Job Title": "contact_title",
        "Unsubscribed from all email": "opt_out", "Lifecycle Stage": "status", "City": "contact_city",
    },
    "Zoho, accounts": {
        "Record Id": "", "Account Name": "name", "Account Owner": "owner", "Phone": "phone", "Website": "website",
        "Account Type": "kind", "Industry": "industry", "Employees": "size", "Annual Revenue": "annual_revenue",
        "Billing City": "city", "Billing State": "region", "Billing Country": "country", "Parent Account": "parent",
        "Description": "description", "Tag": "tags", "Currency": "currency",
    },
    "Zoho, contacts": {
        "Contact Owner": "owner", "Salutation": "", "First Name": "contact_first_name", "Last Name":
        "contact_last_name", "Account Name": "name", "Email": "contact_email_1", "Secondary Email": "contact_email_2",
        "Title": "contact_title", "Mobile": "contact_phone_1", "Phone": "contact_phone_2", "Date of Birth":
        "contact_birth_on", "Lead Source": "source", "Mailing City": "contact_city", "Mailing Country":
        "contact_country", "Email Opt Out": "opt_out",
    },
    "Salesforce, accounts": {
        "Account ID": "", "Account Name": "name", "Account Owner": "owner", "Billing City": "city",
        "Billing State/Province": "region", "Billing Country": "country", "Phone": "phone", "Website": "website",
        "Industry": "industry", "Employees": "size", "Annual Revenue": "annual_revenue", "Account Source": "source",
        "Parent Account": "parent", "Description": "description",
    },
    "Salesforce, leads": {
        "Lead Owner": "owner", "First Name": "contact_first_name", "Last Name": "contact_last_name",
        "Title": "contact_title", "Company": "name", "Lead Source": "source", "Email": "contact_email_1",
        "Phone": "contact_phone_2", "Mobile": "contact_phone_1", "City": "contact_city",
        "Country": "contact_country", "Website": "website", "No. of Employees": "size", "Do Not Call": "opt_out",
    },
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_headings_of_other_programs_are_known(program):
    expected = PROGRAMS[program]
    found = dict(zip(expected, match_headings(list(expected)), strict=True))
    assert found == expected


def file(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.mark.django_db
def test_people_of_google_come_with_their_company_or_as_themselves(in_noor, huda):
    people = [
        {
            "First Name": "سالم", "Middle Name": "", "Last Name": "القحطاني", "Organization Name": "شركة النور",
            "Organization Title": "المدير", "Labels": "* myContacts ::: VIP", "Birthday": "1990-05-01",
            "E-mail 1 - Value": "salem@noor.example ::: s@home.example", "Phone 1 - Value": "0551234567 ::: 0112345678",
        },
        {
            "First Name": "Mona", "Middle Name": "A.", "Last Name": "Saleh", "Organization Name": "شركة النور",
            "Organization Title": "", "Labels": "", "Birthday": "0/0/00", "E-mail 1 - Value": "",
            "Phone 1 - Value": "",
        },
        {
            "First Name": "Hind", "Middle Name": "", "Last Name": "", "Organization Name": "",
            "Organization Title": "", "Labels": "", "Birthday": "", "E-mail 1 - Value": "hind@home.example",
            "Phone 1 - Value": "",
        },
    ]  # fmt: skip
    origin = imported(huda, file(people))
    assert outcomes(origin) == {2: Outcome.CREATED, 3: Outcome.KNOWN, 4: Outcome.CREATED}
    assert not origin.rows.exclude(problems=[])
    noor, hind = Account.objects.order_by("number")
    assert (noor.name_ar, noor.kind, hind.name_en, hind.kind, hind.email) == (
        "شركة النور", "company", "Hind", "person", "hind@home.example",
    )  # fmt: skip
    salem = Contact.objects.get(name_ar="سالم القحطاني")
    assert (salem.email_1, salem.email_2, salem.phone_1_e164, salem.phone_2_e164) == (
        "salem@noor.example", "s@home.example", "+966551234567", "+966112345678",
    )  # fmt: skip
    assert {str(each) for each in noor.taggings.all()} == {"myContacts", "VIP"}
    assert list(noor.positions.order_by("pk").values_list("contact__name_en", "is_primary")) == [
        ("", True), ("Mona A. Saleh", False),
    ]  # fmt: skip
    assert hind.positions.get().contact.name_en == "Hind"
    again = imported(huda, file(people))
    assert set(outcomes(again).values()) == {Outcome.KNOWN}
    assert (Account.objects.count(), Contact.objects.count()) == (2, 3)


@pytest.mark.django_db
def test_companies_and_people_of_odoo_stand_in_one_list(in_noor, huda):
    rows = [("Noor Trading", "", "TRUE", "info@noor.example", "0112345678", "Riyadh"),
            ("Salem", "Noor Trading", "FALSE", "salem@noor.example", "", "Jeddah"),
            ("Hind", "", "FALSE", "hind@home.example", "", "")]  # fmt: skip
    heads = ("Name", "Related Company", "Is a Company", "Email", "Phone", "City")
    origin = imported(huda, file([dict(zip(heads, row, strict=True)) for row in rows]))
    assert outcomes(origin) == {2: Outcome.CREATED, 3: Outcome.KNOWN, 4: Outcome.CREATED}
    noor = Account.objects.get(kind="company")
    assert (noor.email, noor.phone_e164, noor.city) == ("info@noor.example", "+966112345678", "Riyadh")
    assert noor.positions.get().contact.email_1 == "salem@noor.example"
    assert Account.objects.get(kind="person").name_en == "Hind"


@pytest.mark.django_db
def test_several_rows_of_one_account_make_one_account_with_several_contacts(in_noor, huda, monkeypatch):
    monkeypatch.setattr("accounts.imports.work.BATCH_ROWS", 2)
    text = "Company,Phone,Contact,Mobile\n" + "".join(
        f"{name},{phone},Person {n},05512345{n:02}\n"
        for n, (name, phone) in enumerate(
            [
                ("Noor", ""),
                ("NOOR", ""),
                ("Afaq", ""),
                ("Noor", ""),
                ("Noor", "0112345678"),
                ("Noor", "0112345679"),
            ]
        )
    )
    origin = imported(huda, text)
    kinds = [outcome for _row, outcome in sorted(outcomes(origin).items())]
    assert kinds == ["created", "known", "created", "known", "known", "known"]
    assert Account.objects.get(name_en="Noor").positions.count() == 5
    again = imported(huda, text)
    assert set(outcomes(again).values()) == {Outcome.KNOWN}
    assert (Account.objects.count(), Contact.objects.count()) == (2, 6)


@pytest.mark.django_db
def test_a_phone_that_contradicts_makes_another_customer_of_the_same_name(in_noor, huda):
    text = "Company,Phone,Contact\nNoor,0112345678,Salem\nNoor,0112345679,Mona\nNoor,,\n"
    assert list(outcomes(imported(huda, text)).values()) == ["created", "twin", "twin"]


@pytest.mark.django_db
def test_columns_are_remembered_for_the_same_headings_in_the_workspace(in_noor, huda, salem, karim, bahr):
    text = "Client,Ref,Town\nNoor,12,Riyadh\n"
    first = brought(huda, text)
    assert first.mapping == ["name", "", "city"]
    steps.choose_columns(first, mapping=["name", "other_names", ""], owner=huda, status="active")
    assert brought(huda, text).mapping == ["name", "", "city"]
    steps.start_import(first, by=huda)
    assert brought(salem, text).mapping == ["name", "other_names", ""]
    assert brought(salem, "Client,Ref\nNoor,12\n").mapping == ["name", ""]
    with workspace(bahr.pk):
        assert brought(karim, text).mapping == ["name", "", "city"]
