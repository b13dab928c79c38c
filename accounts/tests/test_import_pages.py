"""The pages of an import, for those who may see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Account, Import
from accounts.services import add_account
from lib.tenancy.state import workspace
from timeline import jobs
from timeline.models import Job, KeptFile

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/accounts/import/"
ARABIC = "الاسم;الموقع;ملاحظات\nشركة النور;noor.example;\n;nameless.example;\nشركة النور;other.example;\n"


def upload(client, content, name="عملاء.csv", **data):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), **data})


def run(job_id):
    for _slice in range(20):
        jobs.run_slice(job_id)


@pytest.fixture
def brought(sign_in, huda, noor):
    """An import of huda's that is not started yet."""
    upload(sign_in(huda), ARABIC)
    with workspace(noor.pk):
        return Import.objects.get()


def start(client, origin, **changes):
    columns = {f"column_{place}": key for place, key in enumerate(origin.mapping)}
    return client.post(
        f"{PAGE}{origin.number}/columns/", {**columns, "status": "prospect", "start": "1", **changes}
    )


def finished(client, origin):
    start(client, origin)
    with workspace(origin.workspace_id):
        origin.refresh_from_db()
        run(origin.job_id)
        origin.refresh_from_db()
    return origin


def test_the_limits_are_named_before_anything_is_uploaded(sign_in, huda):
    page = sign_in(huda).get(PAGE).content.decode()
    assert "100,000" in page
    assert "32,767" in page


def test_a_file_is_uploaded_looked_at_imported_and_undone(sign_in, huda, noor, brought):
    client = sign_in(huda)
    page = client.get(f"{PAGE}{brought.number}/").content.decode()
    assert "شركة النور" in page
    assert "There is no name in either language." in page
    assert start(client, brought).status_code == 303
    progress = client.get(f"{PAGE}{brought.number}/")
    assert 'hx-trigger="every 1s"' in progress.content.decode()
    with workspace(noor.pk):
        brought.refresh_from_db()
        run(brought.job_id)
    result = client.get(f"{PAGE}{brought.number}/").content.decode()
    assert "nameless.example" in result
    assert "Undo this import" in result
    with workspace(noor.pk):
        assert Account.objects.count() == 2
    assert client.post(f"{PAGE}{brought.number}/undo/").status_code == 303
    with workspace(noor.pk):
        brought.refresh_from_db()
        run(brought.undo_job_id)
        assert Account.objects.count() == 0
    assert "2 rows were taken back" in client.get(f"{PAGE}{brought.number}/").content.decode()


def test_what_was_undone_is_listed_no_more_but_what_was_kept_is(sign_in, huda, noor, brought):
    client = sign_in(huda)
    finished(client, brought)
    page = f"{PAGE}{brought.number}/"
    assert "Likely duplicates" in client.get(page).content.decode()
    with workspace(noor.pk):
        twin = Account.objects.get(website__contains="other")
        twin.archive(by=huda)
    client.post(f"{page}undo/")
    with workspace(noor.pk):
        brought.refresh_from_db()
        run(brought.undo_job_id)
    result = client.get(page).content.decode()
    assert "Kept when the import was undone" in result
    assert "Likely duplicates" in result
    assert "No longer there" not in result
    with workspace(noor.pk):
        brought.rows.filter(account=twin).update(undone="removed")
    assert "Likely duplicates" not in client.get(page).content.decode()


def test_the_progress_is_a_fragment_and_reloads_the_page_when_it_is_over(sign_in, huda, noor, brought):
    client, htmx = sign_in(huda), {"hx-request": "true"}
    start(client, brought)
    part = client.get(f"{PAGE}{brought.number}/", headers=htmx)
    assert part.content.decode().strip().startswith("<div")
    assert "hx-refresh" not in part.headers
    with workspace(noor.pk):
        brought.refresh_from_db()
        run(brought.job_id)
    assert client.get(f"{PAGE}{brought.number}/", headers=htmx).headers["hx-refresh"] == "true"


def test_changing_a_column_shows_again_what_would_happen(sign_in, huda, brought):
    client, htmx = sign_in(huda), {"hx-request": "true", "hx-target": "foresight"}
    data = {"column_0": "", "column_1": "website", "column_2": "description", "status": "prospect"}
    part = client.post(f"{PAGE}{brought.number}/columns/", data, headers=htmx)
    assert part.status_code == 200
    assert "Say which column holds the name" in part.content.decode()
    part = client.post(f"{PAGE}{brought.number}/columns/", {**data, "column_0": "name"}, headers=htmx)
    assert "New customers" in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("columns", [("", "website", ""), ("name", "name", ""), ("nonsense", "name", "")])
def test_columns_that_make_no_sense_start_nothing(sign_in, huda, noor, brought, columns):
    data = {f"column_{place}": key for place, key in enumerate(columns)}
    page = sign_in(huda).post(
        f"{PAGE}{brought.number}/columns/", {**data, "status": "prospect", "start": "1"}
    )
    assert page.status_code == 422
    with workspace(noor.pk):
        assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("page.xlsx", b"<html><table></table></html>", "web page"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n", "neither a spreadsheet nor text"),
        ("open.csv", b'Name,City\nNoor,"x\n', "never closed"),
        ("heading.csv", b"Name,City\n", "no rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason_and_nothing_is_kept(
    sign_in, huda, noor, name, content, says
):
    page = upload(sign_in(huda), content, name)
    assert page.status_code == 422
    assert says in page.content.decode()
    with workspace(noor.pk):
        assert not Import.objects.exists()
        assert not KeptFile.objects.exists()


def test_a_form_without_a_file_says_so(sign_in, huda):
    assert sign_in(huda).post(PAGE, {}).status_code == 422


def test_windows_1256_is_guessed_shown_and_can_be_changed(sign_in, huda, noor):
    client = sign_in(huda)
    upload(client, "الاسم,المدينة\nشركة النور,الرياض\n".encode("cp1256"))
    with workspace(noor.pk):
        origin = Import.objects.get()
    page = client.get(f"{PAGE}{origin.number}/").content.decode()
    assert "شركة النور" in page
    assert "Windows-1256" in page
    wrong = client.post(f"{PAGE}{origin.number}/shape/", {"encoding": "utf-8", "delimiter": ","})
    assert wrong.status_code == 422
    assert "cannot be read as UTF-8" in wrong.content.decode()
    changed = client.post(f"{PAGE}{origin.number}/shape/", {"encoding": "cp1252", "delimiter": ";"})
    assert changed.status_code == 303
    with workspace(noor.pk):
        origin.refresh_from_db()
        assert (origin.encoding, origin.delimiter, len(origin.headings)) == ("cp1252", ";", 1)
        assert KeptFile.objects.count() == 2


def test_a_form_sent_twice_makes_one_import(sign_in, huda, noor):
    token = "0b0f2c40-0b5f-4b8e-9d3f-2f4f0a3a9d11"
    first = upload(sign_in(huda), ARABIC, form_token=token)
    second = upload(sign_in(huda), ARABIC, form_token=token)
    assert first.headers["location"] == second.headers["location"]
    with workspace(noor.pk):
        assert Import.objects.count() == 1


def test_a_file_can_be_forgotten_before_it_is_imported_and_not_after(sign_in, huda, noor, brought):
    client = sign_in(huda)
    finished(client, brought)
    client.post(f"{PAGE}{brought.number}/discard/")
    with workspace(noor.pk):
        assert Import.objects.count() == 1
    upload(client, ARABIC)
    client.post(f"{PAGE}{brought.number + 1}/discard/")
    with workspace(noor.pk):
        assert Import.objects.count() == 1
        assert not KeptFile.objects.exists()


def test_an_expired_file_is_told_and_starts_nothing(sign_in, huda, noor, brought):
    with workspace(noor.pk):
        KeptFile.objects.all().forget()
    page = sign_in(huda).get(f"{PAGE}{brought.number}/")
    assert "no longer kept" in page.content.decode()
    assert start(sign_in(huda), brought).status_code == 303
    with workspace(noor.pk):
        assert not Job.objects.exists()


def test_refused_rows_come_back_as_a_file_with_the_reason(sign_in, huda, noor):
    client = sign_in(huda)
    upload(client, "Name,Note\n,=1+1\nNoor,\n", "list.csv")
    with workspace(noor.pk):
        origin = Import.objects.get()
    finished(client, origin)
    for kind in ("csv", "xlsx"):
        file = client.get(f"{PAGE}{origin.number}/refused/?format={kind}")
        assert file.status_code == 200
        assert f".{kind}" in file.headers["content-disposition"]
    text = client.get(f"{PAGE}{origin.number}/refused/").content.decode("utf-8-sig")
    assert text.splitlines() == ["Name,Note,Reason", ",'=1+1,There is no name in either language."]
    assert client.get(f"{PAGE}{origin.number}/refused/?format=exe").status_code == 400
    corrected = text.replace(",'=1+1", "Corrected,'=1+1")
    upload(client, corrected, "again.csv")
    with workspace(noor.pk):
        again = Import.objects.get(file_name="again.csv")
    assert again.mapping == ["name", "description", ""]
    finished(client, again)
    with workspace(noor.pk):
        assert Account.objects.get(name_en="Corrected").description == "=1+1"


def test_the_rows_of_each_outcome_are_listed(sign_in, huda, brought):
    client = sign_in(huda)
    finished(client, brought)
    for query, row in (
        ("outcome=refused", "nameless"),
        ("outcome=twin", "Like"),
        ("outcome=created", "شركة النور"),
    ):
        assert row in client.get(f"{PAGE}{brought.number}/rows/?{query}").content.decode()
    assert client.get(f"{PAGE}{brought.number}/rows/?outcome=nonsense&after=x").status_code == 200
    part = client.get(f"{PAGE}{brought.number}/rows/", headers={"hx-request": "true"})
    assert part.content.decode().strip().startswith("<div id=")


def test_a_hidden_customer_is_not_named_on_the_result(sign_in, noor, huda, mona, salem):
    noor.visibility = "team"
    noor.save()
    with workspace(noor.pk):
        add_account(by=huda, fields={"name_en": "Secret", "website": "https://secret.example", "owner": huda})
    client = sign_in(salem)
    upload(client, "Name,Website\nsecret,secret.example\n")
    with workspace(noor.pk):
        origin = Import.objects.get()
    finished(client, origin)
    page = client.get(f"{PAGE}{origin.number}/rows/").content.decode()
    assert "Secret" not in page
    assert "A colleague’s customer" in page


ADDRESSES = ["", "1/", "1/rows/", "1/refused/", "1/columns/", "1/shape/", "1/undo/", "1/discard/"]


def ask(client, address):
    is_post = address.split("/")[1:2] in (["columns"], ["shape"], ["undo"], ["discard"])
    return (client.post if is_post else client.get)(PAGE + address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_may_not_import_gets_nowhere(sign_in, brought, faisal, reem, karim, address):
    assert ask(sign_in(faisal), address).status_code == 403
    assert ask(sign_in(reem), address).status_code == 403
    assert ask(sign_in(karim), address).status_code == 404


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address])
def test_a_colleague_does_not_see_my_import_but_who_leads_does(sign_in, noor, huda, salem, mona, address):
    upload(sign_in(salem), ARABIC)
    assert ask(sign_in(mona), address).status_code == 404
    assert ask(sign_in(huda), address).status_code in (200, 303, 422)


@pytest.mark.parametrize("address", ["1/columns/", "1/shape/", "1/undo/", "1/discard/"])
def test_verbs_are_posted(sign_in, brought, huda, address):
    assert sign_in(huda).get(PAGE + address).status_code == 405
    assert sign_in(huda).put(PAGE + address).status_code == 405


def test_a_list_of_earlier_imports_asks_few_queries(sign_in, huda, brought, django_assert_max_num_queries):
    client = sign_in(huda)
    for _time in range(3):
        upload(client, ARABIC)
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_a_body_that_is_far_too_large_is_refused_unread(sign_in, huda, noor, settings):
    settings.MOST_UPLOAD_BYTES = 1_000
    assert upload(sign_in(huda), "Name\n" + "x" * 2_000).status_code == 413
    with workspace(noor.pk):
        assert not KeptFile.objects.exists()


def test_an_upload_is_read_from_memory_or_from_disk_alike(sign_in, huda, noor, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    assert upload(sign_in(huda), ARABIC).status_code == 303
