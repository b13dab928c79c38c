"""Files on interactions: logged with them, added later, downloaded, taken off and put back."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import make_member
from interactions.models import Interaction
from lib.tenancy.state import workspace
from timeline.attaching import attach, stage
from timeline.models import Attachment
from timeline.tests.test_attachments import PDF, picture
from workspaces.models import Workspace
from workspaces.roles import Role


def pdf(name="عقد.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="text/html")


@pytest.fixture
def contract(call, salem):
    with workspace(salem.workspace_id):
        return attach(call, PDF, name="عقد التوريد.pdf", by=salem)


def files_of(record):
    with workspace(record.workspace_id):
        return list(Attachment.objects.of(record).kept().order_by("pk"))


def last_logged(salem):
    with workspace(salem.workspace_id):
        return Interaction.objects.order_by("-pk").first()


def test_a_call_is_logged_with_files_that_were_sent_before_and_with_it(sign_in, salem, afaq):
    client = sign_in(salem)
    answer = client.post("/w/noor/files/new/", {"files": [pdf("a.pdf"), pdf("b.pdf")]})
    assert answer.status_code == 200
    with workspace(salem.workspace_id):
        numbers = list(Attachment.objects.waiting_for(salem).values_list("number", flat=True))
    sent = {"channel": "call", "text": "Sent the contract", "seen_by": "internal", "files": [*numbers, pdf()]}
    answer = client.post(f"/w/noor/interactions/new/?account={afaq.number}", sent)
    assert answer.status_code == 303
    logged = last_logged(salem)
    assert [each.name for each in files_of(logged)] == ["a.pdf", "b.pdf", "عقد.pdf"]
    page = client.get(f"/w/noor/accounts/{afaq.number}/").text
    assert "عقد.pdf" in page
    assert f"/w/noor/files/{files_of(logged)[0].number}/" in page


def test_a_form_that_is_refused_keeps_what_was_sent_and_writes_nothing(sign_in, salem, afaq):
    client = sign_in(salem)
    client.post("/w/noor/files/new/", {"files": pdf("a.pdf")})
    with workspace(salem.workspace_id):
        waiting = Attachment.objects.waiting_for(salem).get()
    page = SimpleUploadedFile("x.pdf", b"<html><script>alert(1)</script></html>")
    sent = {"channel": "call", "text": "Both", "seen_by": "internal", "files": [waiting.number, page]}
    answer = client.post(f"/w/noor/interactions/new/?account={afaq.number}", sent)
    assert answer.status_code == 422
    assert f'name="files" value="{waiting.number}"' in answer.text
    assert "HTML, SVG" in answer.text
    assert last_logged(salem) is None
    with workspace(salem.workspace_id):
        assert Attachment.objects.waiting_for(salem).get() == waiting


def test_what_is_not_taken_is_told_where_it_was_chosen(sign_in, salem):
    answer = sign_in(salem).post(
        "/w/noor/files/new/", {"files": SimpleUploadedFile("<b>.exe", b"MZ\x00\x01")}
    )
    assert answer.status_code == 422
    assert "Files of this kind are not taken." in answer.text
    assert "<b>.exe" not in answer.text


def test_a_download_is_never_a_page(sign_in, salem, contract):
    answer = sign_in(salem).get(f"/w/noor/files/{contract.number}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('عقد التوريد.pdf')}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]


def test_a_page_shows_our_drawing_of_a_picture(sign_in, salem, call):
    with workspace(salem.workspace_id):
        photo = attach(call, picture("JPEG") + b"<script>", name="photo.jpg", by=salem)
        plain = attach(call, PDF, name="a.pdf", by=salem)
    client = sign_in(salem)
    answer = client.get(f"/w/noor/files/{photo.number}/preview/")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"<script>" not in b"".join(answer.streaming_content)
    assert client.get(f"/w/noor/files/{plain.number}/preview/").status_code == 404
    assert f"/w/noor/files/{photo.number}/preview/" in client.get(f"/w/noor/interactions/{call.number}/").text


def test_who_does_not_see_the_customer_does_not_get_its_files(sign_in, noor, contract, karim):
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    other = make_member(noor, Role.ACCOUNT_MANAGER, "yousef@noor.example", "يوسف")
    for address in (f"files/{contract.number}/", f"files/{contract.number}/preview/"):
        assert sign_in(other).get(f"/w/noor/{address}").status_code == 404
        assert sign_in(karim).get(f"/w/noor/{address}").status_code == 404
        assert sign_in(karim).get(f"/w/bahr/{address}").status_code == 404
    assert sign_in(other).post(f"/w/noor/files/{contract.number}/removal/").status_code == 404
    assert len(files_of_kind(contract)) == 1


def files_of_kind(contract):
    with workspace(contract.workspace_id):
        return list(Attachment.objects.kept().filter(pk=contract.pk))


def test_a_file_that_waits_is_of_nobody_else(sign_in, salem, mona, afaq):
    with workspace(salem.workspace_id):
        waiting = stage(PDF, name="a.pdf", by=salem)
    assert sign_in(mona).get(f"/w/noor/files/{waiting.number}/").status_code == 404
    sent = {"channel": "call", "text": "Mine", "seen_by": "internal", "files": waiting.number}
    sign_in(mona).post(f"/w/noor/interactions/new/?account={afaq.number}", sent)
    assert files_of(last_logged(mona)) == []


def test_files_are_added_taken_off_and_put_back_on_the_page(sign_in, salem, call, reem):
    client = sign_in(salem)
    answer = client.post(
        f"/w/noor/interactions/{call.number}/files/", {"files": [pdf("a.pdf"), pdf("b.pdf")]}
    )
    assert answer.status_code == 303
    first, second = files_of(call)
    assert sign_in(reem).post(f"/w/noor/files/{first.number}/removal/").status_code == 403
    client.post(f"/w/noor/files/{first.number}/removal/")
    assert files_of(call) == [second]
    assert client.get(f"/w/noor/files/{first.number}/").status_code == 404
    page = client.get(f"/w/noor/interactions/{call.number}/").text
    assert f"/w/noor/files/{first.number}/removal/?undo=1" in page, "the way back"
    client.post(f"/w/noor/files/{first.number}/removal/?undo=1")
    assert files_of(call) == [first, second]
    client.post(f"/w/noor/interactions/{call.number}/files/", {"files": pdf("c.bin")})
    assert files_of(call)[-1].name == "c.bin.pdf"


def test_an_archived_customer_takes_no_files(sign_in, salem, call, contract):
    with workspace(salem.workspace_id):
        call.account.archive(by=salem)
    client = sign_in(salem)
    client.post(f"/w/noor/interactions/{call.number}/files/", {"files": pdf("a.pdf")})
    client.post(f"/w/noor/files/{contract.number}/removal/")
    assert files_of(call) == [contract]


def test_more_than_a_request_may_carry_is_refused_before_it_is_kept(sign_in, salem, settings):
    settings.MOST_UPLOAD_BYTES = 1000
    large = SimpleUploadedFile("a.pdf", PDF * 200)
    answer = sign_in(salem).post("/w/noor/files/new/", {"files": large})
    assert answer.status_code in {400, 413}
    with workspace(salem.workspace_id):
        assert not Attachment.objects.exists()
