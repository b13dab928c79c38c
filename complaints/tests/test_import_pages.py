"""The pages of complaints from files, and the job behind them: who may, stopped and brought again, a row that falls."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.imports import work, writing
from complaints.models import Complaint, ComplaintImport
from complaints.tests.test_imports import FILE, bring, brought, codes, counts, finish, url
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor", "acknowledges", "afaq")]


class TestPages:
    def test_from_the_file_to_what_came_of_it(self, sign_in, salem):
        client = sign_in(salem)
        assert url("import") in client.get(url("complaints"), {"view": "all"}).content.decode()
        assert client.get(url("import")).status_code == 200
        sent = {"file": SimpleUploadedFile("old.csv", FILE.encode())}
        response = client.post(url("import"), sent)
        origin = ComplaintImport.objects.get()
        one = url("import_one", number=origin.number)
        assert (response.status_code, response["Location"]) == (303, one)
        assert "T-1" in client.get(one).content.decode()
        chosen = {f"column_{place}": key for place, key in enumerate(origin.mapping)}
        bad = client.post(url("import_start", number=origin.number), {**chosen, "column_1": ""})
        assert bad.status_code == 422
        twice = client.post(url("import_start", number=origin.number), {**chosen, "column_0": "account"})
        assert twice.status_code == 422
        for _time in range(2):
            assert client.post(url("import_start", number=origin.number), chosen).status_code == 303
        assert Job.objects.filter(kind=work.JOB).count() == 1
        assert client.get(one).status_code == 200
        assert 'id="job"' in client.get(one, headers={"hx-request": "true"}).content.decode()
        finish(ComplaintImport.objects.get())
        assert client.get(one, headers={"hx-request": "true"})["HX-Refresh"] == "true"
        page = client.get(one).content.decode()
        assert "dreadful" in page
        assert client.post(url("import_discard", number=origin.number)).status_code == 303
        assert ComplaintImport.objects.exists()

    def test_refused_rows_come_down_with_their_reasons_in_the_readers_language(self, sign_in, salem):
        origin = brought(FILE, salem)
        client = sign_in(salem)
        address = url("import_refused", number=origin.number)
        for language, word in (("ar", "لا عميل"), ("en", "no customer is known by this")):
            salem.user.language = language
            salem.user.save()
            content = client.get(address).content.decode("utf-8-sig")
            assert "T-3,Nobody known" in content
            assert word in content
            assert "T-1" not in content
        assert client.get(address, {"format": "xlsx"}).content.startswith(b"PK")
        assert client.get(address, {"format": "exe"}).status_code == 400

    def test_a_file_that_is_none_is_told_and_one_that_was_not_started_is_forgotten(self, sign_in, salem):
        client = sign_in(salem)
        assert client.post(url("import"), {}).status_code == 422
        bad = client.post(url("import"), {"file": SimpleUploadedFile("a.csv", b"%PDF-1.4\n\x00\x01")})
        assert bad.status_code == 422
        assert not ComplaintImport.objects.exists()
        origin = bring(FILE, salem)
        assert client.post(url("import_discard", number=origin.number)).status_code == 303
        assert not ComplaintImport.objects.exists()

    def test_who_may(self, sign_in, salem, faisal, reem, mona, karim):
        origin = brought(FILE, salem)
        gets = [
            url("import"), url("import_one", number=origin.number), url("import_refused", number=origin.number)
        ]  # fmt: skip
        posts = [url(f"import_{verb}", number=origin.number) for verb in ("start", "discard")]
        for member in (faisal, reem):
            client = sign_in(member)
            assert {client.get(each).status_code for each in gets} == {403}
            assert {client.post(each).status_code for each in posts} == {403}
        client = sign_in(mona)  # another's import is not hers to see, unless she leads the workspace
        assert client.get(gets[0]).status_code == 200
        assert client.get(gets[1]).status_code == 404
        client = sign_in(karim)
        assert {client.get(each).status_code for each in gets} == {404}
        assert {client.post(each).status_code for each in posts} == {404}
        client = sign_in(salem)
        assert {client.get(each).status_code for each in posts} == {405}


class TestTheJob:
    def test_who_may_no_longer_import_brings_nothing_more(self, salem):
        origin = bring(FILE, salem)
        work.start_import(origin, by=salem, mapping=origin.mapping)
        salem.role = "viewer"
        salem.save()
        run_slice(origin.job_id)
        origin.job.refresh_from_db()
        assert (origin.job.state, origin.job.error) == (Job.State.FAILED, "not_allowed")
        assert not Complaint.objects.exists()

    def test_stopped_in_the_middle_and_brought_again_nothing_is_twice(self, salem, monkeypatch):
        monkeypatch.setattr(work.ImportingComplaints, "batch_rows", 2)
        text = "customer,subject\n" + "".join(f"Afaq Gulf,Number {each}\n" for each in range(5))
        origin = bring(text, salem)
        work.start_import(origin, by=salem, mapping=origin.mapping)
        kind, job = work.ImportingComplaints(), origin.job
        kind.batch(job, kind.prepare(job))
        job.save()
        cancel_job(job)
        run_slice(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.CANCELLED
        assert Complaint.objects.count() == 2
        assert counts(brought(text, salem)) == (3, 0, 2, 0)
        assert Complaint.objects.count() == 5

    def test_a_batch_that_falls_leaves_nothing_and_only_the_bad_row_is_refused(self, salem, monkeypatch):
        text = "customer,subject\nAfaq Gulf,Good\nAfaq Gulf,Poison\nAfaq Gulf,Fine\n"
        kept = writing.file_complaint

        def falls(*, fields, **rest):
            if fields["subject"] == "Poison":
                raise RuntimeError
            return kept(fields=fields, **rest)

        monkeypatch.setattr(writing, "file_complaint", falls)
        origin = brought(text, salem)
        assert counts(origin) == (2, 0, 0, 1)
        assert codes(origin) == {("", "unexpected")}
