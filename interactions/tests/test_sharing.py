"""Files shared with customers by a link: made, sent, opened, told, taken back, out of date."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Account, Contact
from interactions.models import Opening, SharedLink
from lib.tenancy.state import workspace
from timeline.attaching import attach, remove_file
from timeline.models import Attachment, Event, Notification
from timeline.tests.test_attachments import PDF

ROBOT = {"HTTP_USER_AGENT": "WhatsApp/2.23"}


@pytest.fixture
def contract(call, salem):
    with workspace(salem.workspace_id):
        return attach(call, PDF, name="عقد التوريد.pdf", by=salem)


def made(client, file, **typed) -> str:
    """The path of a new link, as the page shows it this once."""
    answer = client.post(f"/w/noor/files/{file.number}/links/", {"days": "7", **typed})
    assert answer.status_code == 200
    return re.search(r'value="https?://[^/]+(/p/noor/files/[^"]+)"', answer.text)[1]


def only_link(salem):
    with workspace(salem.workspace_id):
        return SharedLink.objects.get()


def times(salem) -> int:
    with workspace(salem.workspace_id):
        return Opening.objects.count()


def test_a_customer_fetches_the_file_without_signing_in_and_it_is_told(sign_in, salem, contract, afaq, noura):
    client = sign_in(salem)
    path = made(client, contract, contact=noura.number)
    customer = Client(headers={"accept-language": "en"})
    page = customer.get(path)
    assert page.status_code == 200
    assert "عقد التوريد.pdf" in page.text
    assert afaq.name not in page.text, "nothing but the file"
    answer = customer.post(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%B9")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    link = only_link(salem)
    assert (link.contact_id, times(salem)) == (noura.pk, 1)
    with workspace(salem.workspace_id):
        assert Event.objects.about(afaq).filter(verb="sharedlink.opened", actor=None).count() == 1
        assert Notification.objects.filter(kind="sharedlink.opened", recipient=salem).count() == 1
    assert "a shared file was opened" in client.get(f"/w/noor/accounts/{afaq.number}/").text
    assert "Opened 1 time" in client.get(f"/w/noor/files/{contract.number}/links/").text


def test_robots_that_look_at_links_open_nothing(sign_in, salem, contract):
    path = made(sign_in(salem), contract)
    assert Client(**ROBOT).get(path).status_code == 200
    assert Client(**ROBOT).head(path).status_code == 200
    assert times(salem) == 0
    answer = Client().get(path)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_pressing_twice_is_told_once_and_counted_twice(sign_in, salem, contract, afaq):
    path = made(sign_in(salem), contract)
    for _press in range(2):
        Client().post(path)
    assert times(salem) == 2
    with workspace(salem.workspace_id):
        assert Event.objects.about(afaq).filter(verb="sharedlink.opened").count() == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_is_in_the_language_of_the_customer(sign_in, salem, contract, afaq, language):
    with workspace(salem.workspace_id):
        afaq.language = language
        afaq.save(update_fields=["language"])
    path = made(sign_in(salem), contract)
    page = Client(headers={"accept-language": "en" if language == "ar" else "ar"}).get(path).text
    assert f'<html lang="{language}"' in page
    assert ("Download" in page) == (language == "en")


def dead(salem, contract, how):
    with workspace(salem.workspace_id):
        link = SharedLink.objects.get()
        if how == "taken back":
            link.revoke(by=salem)
        elif how == "too old":
            SharedLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif how == "file removed":
            remove_file(contract, by=salem)
        elif how == "customer archived":
            Account.objects.get(pk=contract.record.account_id).archive(by=salem)
        elif how == "contact archived":
            SharedLink.objects.update(contact=Contact.objects.get())
            Contact.objects.get().archive(by=salem)
        elif how == "interaction removed":
            contract.record.remove(by=salem)


@pytest.mark.parametrize(
    "how",
    [
        "taken back",
        "too old",
        "file removed",
        "customer archived",
        "contact archived",
        "interaction removed",
        "wrong",
    ],
)
def test_a_link_that_does_not_work_tells_nothing(sign_in, salem, contract, noura, how):
    path = made(sign_in(salem), contract)
    dead(salem, contract, how)
    path = f"{path[:-4]}abc/" if how == "wrong" else path
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 404
        assert "عقد" not in answer.text
    assert times(salem) == 0


def test_a_link_opens_nothing_in_another_workspace(sign_in, salem, contract, karim):
    path = made(sign_in(salem), contract)
    assert Client().get(path.replace("/p/noor/", "/p/bahr/")).status_code == 404
    assert Client().get(path.replace("/p/noor/", "/p/nowhere/")).status_code == 404
    link = only_link(salem)
    assert sign_in(karim).get(f"/w/bahr/links/{link.number}/").status_code == 404
    assert sign_in(karim).post(f"/w/bahr/files/{contract.number}/links/", {"days": "7"}).status_code == 404


def test_a_link_is_taken_back_and_works_again(sign_in, salem, contract, reem):
    client = sign_in(salem)
    path = made(client, contract)
    page = f"/w/noor/links/{only_link(salem).number}/"
    assert sign_in(reem).post(f"{page}revocation/").status_code == 403
    client.post(f"{page}revocation/")
    assert Client().get(path).status_code == 404
    assert "Taken back" in client.get(page).text
    client.post(f"{page}revocation/?undo=1")
    assert Client().get(path).status_code == 200


def test_a_form_sent_twice_makes_one_link_and_shows_it_once(sign_in, salem, contract):
    client, token = sign_in(salem), "11111111-1111-4111-8111-111111111111"
    path = made(client, contract, form_token=token)
    again = client.post(f"/w/noor/files/{contract.number}/links/", {"days": "7", "form_token": token})
    assert path not in again.text
    assert "sent before" in again.text
    assert only_link(salem)


def test_the_token_is_kept_nowhere(sign_in, salem, contract):
    token = made(sign_in(salem), contract).rstrip("/").rpartition("/")[2]
    with workspace(salem.workspace_id):
        rows = [
            *SharedLink.objects.values_list(),
            *Event.objects.values_list(),
            *Attachment.objects.values_list(),
        ]
    assert token not in str(rows)


def test_a_flood_is_refused_politely(sign_in, salem, contract, settings):
    path = made(sign_in(salem), contract)
    cache.clear()
    codes = [Client().post(path).status_code for _press in range(32)]
    assert codes[:30] == [200] * 30
    assert codes[-1] == 429
    assert times(salem) == 30
    cache.clear()


@pytest.mark.parametrize("typed", [{"days": "3650"}, {"days": ""}, {"contact": "99999"}, {"days": "x\0"}])
def test_what_is_not_offered_makes_no_link(sign_in, salem, contract, typed):
    answer = sign_in(salem).post(f"/w/noor/files/{contract.number}/links/", {"days": "7", **typed})
    assert answer.status_code == 422
    with workspace(salem.workspace_id):
        assert not SharedLink.objects.exists()
