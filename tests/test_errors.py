import psycopg2
import pytest
from django.db import DatabaseError, OperationalError

from lib.tenancy.state import workspace
from timeline.models import Event
from timeline.services import record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_missing_page_is_told_in_the_readers_language_with_a_reference(client, language):
    response = client.get("/nothing-here/", headers={"accept-language": language})
    page = response.content.decode()
    assert response.status_code == 404
    assert f'lang="{language}"' in page


def test_an_address_with_a_nul_is_a_bad_request(client):
    assert client.get("/healthz?q=%00").status_code == 400


def test_too_large_a_form_is_told_as_such(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client.post("/auth/login/", {"login": "x" * 500, "password": "y"})
    assert response.status_code == 413


def fail_with(monkeypatch, error, cause=None):
    def fail(*_args, **_kwargs):
        raise error from cause

    monkeypatch.setattr("crm.health.HttpResponse", fail)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OperationalError("the server closed the connection"), None),
        # So the driver calls it when the server dies in the middle of an answer.
        (
            DatabaseError("server closed the connection"),
            psycopg2.DatabaseError("server closed the connection"),
        ),
    ],
    ids=["known to be away", "gone in the middle"],
)
def test_a_database_that_is_away_is_a_page_that_says_try_again(client, monkeypatch, error, cause):
    fail_with(monkeypatch, error, cause)
    client.raise_request_exception = False
    response = client.get("/healthz")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_what_the_database_refuses_is_a_fault_of_ours(client, monkeypatch):
    fail_with(monkeypatch, DatabaseError("Save with update_fields did not affect any rows."))
    client.raise_request_exception = False
    assert client.get("/healthz").status_code == 500


def test_a_page_that_falls_over_has_written_nothing(sign_in, salem, monkeypatch):
    def write_and_fall(request, *_given):
        record("workspace.changed", request.workspace, by=request.membership)
        raise RuntimeError

    monkeypatch.setattr("desk.views.today.render", write_and_fall)
    client = sign_in(salem)
    client.raise_request_exception = False
    assert client.get("/w/noor/").status_code == 500
    with workspace(salem.workspace_id):
        assert not Event.objects.exists()


def test_a_fault_shows_no_inner_workings(client, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("secret detail")

    monkeypatch.setattr("crm.health.HttpResponse", broken)
    client.raise_request_exception = False
    response = client.get("/healthz")
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
