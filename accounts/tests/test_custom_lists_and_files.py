"""Custom fields in lists (columns, filters, orders) and in files (there and back)."""

import csv
import io

import pytest
from django.http import QueryDict
from django.utils import translation

from accounts import exports, services
from accounts.custom.values import held_value
from accounts.fields import account_listing
from accounts.imports import steps
from accounts.imports.columns import BY_KEY
from accounts.models import Account, AccountValue, Contact, CustomField
from lib.lists.page import Sort, asked_sort, neighbours
from timeline import jobs
from workspaces.models import Membership

pytestmark = pytest.mark.django_db
GRADES = [("ذهبي", "Gold"), ("فضي", "Silver")]
LIST = "/w/noor/accounts/"


def fresh(member):
    """As the next request reads the member: the fields of the workspace are asked again."""
    return Membership.objects.select_related("user", "workspace").get(pk=member.pk)


@pytest.fixture
def branches(custom):
    return custom("Branches", "whole", label_ar="الفروع الفعلية")


@pytest.fixture
def grade(custom):
    return custom("Grade", "choice", choices=GRADES)


@pytest.fixture
def customers(in_noor, salem, branches, grade):
    held = {"Afaq": 7, "Bahja": None, "Dar": 40, "Ezz": 12}
    gold = grade.choices[0].pk
    return [
        services.add_account(
            by=salem,
            fields={"name_en": name, "owner": salem},
            custom={branches: number, grade: gold if number == 40 else None},
        )
        for name, number in held.items()
    ]


def names(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [account.name_en for account in response.context["page"].rows]


def test_a_list_is_narrowed_by_bounds_choices_and_what_is_missing(sign_in, salem, customers, branches, grade):
    client, gold = sign_in(salem), grade.choices[0]
    assert names(client, f"{branches.key}=٨") == ["Dar", "Ezz"]
    assert names(client, f"{branches.key}=8&{branches.key}_to=20") == ["Ezz"]
    assert names(client, f"{grade.key}={gold.number}") == ["Dar"]
    assert names(client, f"{grade.key}=null") == ["Afaq", "Bahja", "Ezz"]
    assert names(client, f"{branches.key}=rubbish&{grade.key}=9999999") == ["Afaq", "Bahja", "Dar", "Ezz"]


def test_days_texts_and_answers_narrow_a_list(sign_in, salem, in_noor, custom):
    day, text, answer = custom("Renewal", "day"), custom("Register"), custom("Exclusive", "yes_no")
    for name, values in {"One": ("2026-02-18", "١٠١٠", True), "Two": ("2026-03-18", "2050", False)}.items():
        custom_values = {day: values[0], text: values[1], answer: values[2]}
        services.add_account(by=salem, fields={"name_en": name, "owner": salem}, custom=custom_values)
    client = sign_in(salem)
    assert names(client, f"{day.key}_to=1447/09/01") == ["One"]
    assert names(client, f"{text.key}=10") == ["One"]
    assert names(client, f"{text.key}=50") == []
    assert names(client, f"{answer.key}=no") == ["Two"]


def test_what_holds_nothing_stands_last_whichever_way_round(sign_in, salem, customers, branches):
    client = sign_in(salem)
    assert names(client, f"sort={branches.key}") == ["Afaq", "Ezz", "Dar", "Bahja"]
    assert names(client, f"sort=-{branches.key}") == ["Dar", "Ezz", "Afaq", "Bahja"]


def test_pages_and_neighbours_follow_the_order_of_a_custom_field(
    sign_in, salem, customers, branches, monkeypatch
):
    member = fresh(salem)
    sort = asked_sort(account_listing.sorts_for(member), QueryDict(f"sort={branches.key}"), "name")
    assert isinstance(sort, Sort)
    found = Account.objects.all()
    afaq, bahja, dar, ezz = customers
    assert neighbours(found, sort, ezz) == (afaq.number, dar.number)
    assert neighbours(found, sort, bahja) == (dar.number, None)
    monkeypatch.setattr("lib.lists.page.ListPage.size", 2)
    monkeypatch.setattr("lib.lists.page.PAGE_ROWS", 2)
    client = sign_in(salem)
    first = client.get(f"{LIST}?sort={branches.key}").context["page"]
    first.size = 2
    first.__post_init__()
    assert [each.name_en for each in first.rows] == ["Afaq", "Ezz"]
    assert names(client, first.next_url[1:])[:2] == ["Dar", "Bahja"]


def test_columns_show_the_values_in_one_query_however_many(
    salem, customers, branches, grade, django_assert_num_queries
):
    member = fresh(salem)
    columns = account_listing.columns_for(member, ["name", branches.key, grade.key])
    assert [field.key for field in columns] == ["name", branches.key, grade.key]
    with django_assert_num_queries(2):
        rows = list(account_listing.with_parts(Account.objects.order_by("name_fold"), columns, member))
        cells = [[str(field.cell(each, None)) for field in columns[1:]] for each in rows]
    assert cells[2] == ["40", "<bdi>ذهبي</bdi>"]


def test_a_field_of_another_workspace_is_no_column(karim, branches):
    from lib.tenancy.state import workspace

    with workspace(karim.workspace_id):
        assert branches.key not in [field.key for field in account_listing.fields_for(fresh(karim))]


def file_of(by, listing="accounts", language="en") -> bytes:
    exported = exports.EXPORTED[listing]
    with translation.override(language):
        found = exported.listing.queryset(by).order_by("pk")
        return exports.export_at_once(exported, found, kind="csv", by=by, query=QueryDict(""))


def bring(by, content: bytes, **choices):
    origin = steps.bring_file(io.BytesIO(content), name="again.csv", size=len(content), by=by)
    if choices:
        chosen = {"mapping": origin.mapping, "owner": by, "status": "prospect", **choices}
        steps.choose_columns(origin, **chosen)
    steps.start_import(origin, by=by)
    for _slice in range(20):
        jobs.run_slice(origin.job_id)
    origin.refresh_from_db()
    return origin


@pytest.fixture
def every_kind(custom):
    return {
        custom("Register", label_ar="السجل"): "١٠١٠ أ",
        custom("Branches", "whole", label_ar="عدد الفروع"): 1200,
        custom("Share", "number"): -12.5,
        custom("Renewal", "day"): "2026-02-18",
        custom("Exclusive", "yes_no", label_ar="حصري"): True,
    }


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_export_is_imported_again_with_all_its_values(
    in_noor, huda, salem, every_kind, grade, custom, language
):
    floor = custom("Floor", "whole", of="contact")
    given = {**every_kind, grade: grade.choices[1].pk}
    account = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem}, custom=given)
    services.add_contact(by=salem, fields={"name_en": "Noura"}, account=account, custom={floor: 3})
    before = {each: held_value(Account.objects.get(), each) for each in given}
    content = file_of(fresh(huda), language=language)
    Account.objects.all().delete()
    Contact.objects.all().delete()
    origin = bring(fresh(huda), content)
    # What Sila works out itself stands last of the account's columns and is nobody's value.
    unread = [heading for heading, key in zip(origin.headings, origin.mapping, strict=True) if not key]
    assert len(unread) == sum(
        exports.heading(field) not in BY_KEY for field in account_listing.fields if field.written
    )
    assert not any(row.problems for row in origin.rows.all())
    again = Account.objects.get()
    assert {each: held_value(again, each) for each in given} == before
    assert held_value(Contact.objects.get(), floor) == 3


def test_cells_that_do_not_fit_are_told_under_the_label(in_noor, huda, branches, grade):
    content = "name,Branches,Grade\nAfaq,many,Bronze\nDar,12,ذهبى\n".encode()
    origin = bring(fresh(huda), content)
    first, second = origin.rows.order_by("row_number")
    labels = {"الفروع الفعلية", "Branches"}
    assert [(column in labels | {"Grade"}, code) for column, code, _written in first.problems] == [
        (True, "number"),
        (True, "choice"),
    ]
    assert not second.problems
    assert held_value(Account.objects.get(name_en="Dar"), grade) == grade.choices[0].pk


def test_an_import_updates_values_and_its_undo_gives_them_back(in_noor, huda, salem, customers, branches):
    content = f"Number in Sila,Branches\n{customers[0].number},99\n{customers[2].number},\n"
    origin = bring(fresh(huda), content.encode(), mode="update", empty_clears=True)
    now = {each.name_en: held_value(each, branches) for each in Account.objects.all()}
    assert (now["Afaq"], now["Dar"]) == (99, None)
    steps.undo_import(origin, by=huda)
    for _slice in range(20):
        jobs.run_slice(origin.undo_job_id)
    now = {each.name_en: held_value(each, branches) for each in Account.objects.all()}
    assert (now["Afaq"], now["Dar"]) == (7, 40)


def test_the_undo_of_an_import_takes_its_values_along(in_noor, huda, branches):
    origin = bring(fresh(huda), b"name,Branches\nAfaq,7\n")
    assert AccountValue.objects.get().amount == 7
    steps.undo_import(origin, by=huda)
    jobs.run_slice(origin.undo_job_id)
    assert not Account.objects.exists()
    assert not AccountValue.objects.exists()


def test_an_archived_field_is_no_column_of_lists_and_files(in_noor, huda, customers, branches):
    CustomField.objects.filter(number=branches.number).update(archived_at="2026-01-01T00:00:00Z")
    member = fresh(huda)
    assert branches.key not in [field.key for field in account_listing.fields_for(member)]
    headings = next(csv.reader(io.StringIO(file_of(member).decode("utf-8-sig"))))
    assert "Branches" not in headings
    assert AccountValue.objects.filter(field=branches.pk).count() == 3
