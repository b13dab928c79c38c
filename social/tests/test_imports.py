"""Mentions from a file: its columns, what was refused, the same file twice, a killed worker, a hostile one."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from lib.tenancy.state import workspace
from social.imports import work
from social.imports.work import bring_file, start_import
from social.models import MentionImport, SocialMention
from social.tests.conftest import url
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = pytest.mark.django_db
FILE = """المنصة,صاحب التعليق,اسم المستخدم,التعليق,التاريخ,الانطباع,الرد
تويتر,عزيز,@aziz,تأخرت الطلبية,2026-11-20 10:00,سلبي,
قوقل,سارة,,خدمة ممتازة,2026-11-19,إيجابي,شكرًا لك
مايسبيس,زيد,@zaid,مرحبا,2026-11-19,سؤال,
تويتر,,,بلا صاحب,2026-11-19,,
"""


def upload(content, name="mentions.csv"):
    return {"file": SimpleUploadedFile(name, content), "form_token": str(uuid.uuid4())}


def bring(client, content=FILE):
    return MentionImport.objects.get(
        number=client.post(url("import"), upload(content.encode())).url.rstrip("/").rpartition("/")[2]
    )


def chosen(origin, **changes):
    return {f"column_{place}": key for place, key in enumerate(origin.mapping)} | changes


def run(client, origin, **changes):
    answer = client.post(url("import_start", number=origin.number), chosen(origin, **changes))
    assert answer.status_code == 303
    origin.refresh_from_db()
    run_slice(origin.job_id)
    origin.refresh_from_db()
    return origin


def test_a_file_is_brought_in_and_its_refused_rows_are_listed(sign_in, salem, in_noor):
    client = sign_in(salem)
    origin = bring(client)
    assert origin.mapping == [
        "network", "author_name", "handle", "text", "at", "sentiment", "answer",
    ]  # fmt: skip
    assert "@aziz" in client.get(url("import_one", number=origin.number)).content.decode()
    origin = run(client, origin)
    assert origin.job.state == Job.State.DONE, origin.job.error
    assert (origin.kept, origin.known, origin.refused) == (2, 0, 2)
    late, review = SocialMention.objects.order_by("pk")
    assert (late.network, late.sentiment, late.state, late.source) == ("x", "negative", "waiting", "import")
    assert (review.network, review.state, review.answer_text) == ("google", "answered", "شكرًا لك")
    html = client.get(url("import_one", number=origin.number)).content.decode()
    assert "مايسبيس" in html
    assert "بلا صاحب" in html
    assert origin.table is None, "the file is of no use any more and full of what people wrote"


def test_the_same_file_twice_adds_nothing(sign_in, salem, in_noor):
    client = sign_in(salem)
    run(client, bring(client))
    again = run(client, bring(client))
    assert (again.kept, again.known, again.refused) == (0, 2, 2)
    assert SocialMention.objects.count() == 2


def test_a_batch_that_was_never_kept_is_done_again_and_once(salem, in_noor, monkeypatch):
    content = FILE.encode()
    origin = bring_file(io.BytesIO(content), name="a.csv", size=len(content), by=salem)
    start_import(origin, mapping=origin.mapping, network="", by=salem)
    start_import(origin, mapping=origin.mapping, network="", by=salem)
    moved, fell = work.ImportingMentions.moved, []

    def fall_once(self, *given):
        if not fell:
            fell.append(True)
            raise RuntimeError("killed")
        return moved(self, *given)

    monkeypatch.setattr(work.ImportingMentions, "moved", fall_once)
    run_slice(origin.job_id)
    origin.refresh_from_db()
    assert (origin.kept, origin.refused, origin.job.state) == (2, 2, Job.State.DONE)
    assert SocialMention.objects.count() == 2
    assert Job.objects.filter(kind="social.import").count() == 1


def test_what_is_missing_is_asked_for(sign_in, salem, in_noor):
    client = sign_in(salem)
    origin = bring(client, "who,words\nAziz,Late!\n")
    address = url("import_start", number=origin.number)
    assert client.post(address, chosen(origin)).status_code == 422
    sent = {"column_0": "author_name", "column_1": "author_name", "network": "x"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {"column_0": "author_name", "column_1": "text"}).status_code == 422
    assert not origin.has_begun
    assert run(client, origin, column_0="author_name", column_1="text", network="google").kept == 1
    assert SocialMention.objects.get().network == "google"


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_in_no_transaction_brings_it_in(salem, noor):
    content = FILE.encode()
    with workspace(noor.pk):
        with transaction.atomic():
            origin = bring_file(io.BytesIO(content), name="a.csv", size=len(content), by=salem)
            start_import(origin, mapping=origin.mapping, network="", by=salem)
        run_slice(origin.job_id)
        with transaction.atomic():
            origin.refresh_from_db()
            assert (origin.job.state, origin.kept) == (Job.State.DONE, 2)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"MZ\x00\x00", b"PK\x03\x04broken", b"<html><table>", b"a,b\n"]
)
def test_what_is_no_table_is_refused(sign_in, salem, in_noor, content):
    assert sign_in(salem).post(url("import"), upload(content)).status_code == 422
    assert not MentionImport.objects.exists()


def test_a_hostile_file_is_only_text(sign_in, salem, in_noor):
    rows = "network,author,text,link\nx,=cmd|'/c calc'!A1,<script>alert(1)</script>,javascript:alert(1)\n"
    rows += "x,=1+1,<img src=x onerror=alert(1)>,https://x.example/1\n"
    client = sign_in(salem)
    origin = run(client, bring(client, rows))
    assert (origin.kept, origin.refused) == (1, 1)
    for path in (url("import_one", number=origin.number), f"{url('list')}?view=all"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_who_may_and_who_sees(sign_in, salem, huda, faisal, reem, karim, in_noor):
    client = sign_in(salem)
    origin = bring(client)
    for person in (faisal, reem):
        assert sign_in(person).get(url("import")).status_code == 403
    for name in ("import_one", "import_start", "import_discard"):
        assert sign_in(karim).post(url(name, number=origin.number)).status_code in {404, 405}
    assert sign_in(huda).get(url("import_one", number=origin.number)).status_code == 200
    assert client.get(url("import_start", number=origin.number)).status_code == 405
    assert client.post(url("import_discard", number=origin.number)).status_code == 303
    with workspace(salem.workspace_id):
        assert not MentionImport.objects.exists()
