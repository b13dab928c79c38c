"""The plan of posts: written, approved by who leads, published by a person who keeps the link, on Today when due."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.tenancy.state import workspace
from social.models import SocialPost
from social.models.post import NotNow
from social.posting import add_post
from social.tests.conftest import url
from social.today import posts_due
from timeline.models import Attachment, Notification

pytestmark = pytest.mark.django_db
State = SocialPost.State


def typed(by, **fields):
    return {
        "form_token": str(uuid.uuid4()),
        "text": "New bags are here",
        "networks": ["x", "instagram"],
        "on": timezone.localdate().isoformat(),
        "clock": "10:00",
        "writer": by.number,
        **fields,
    }


@pytest.fixture
def planned(salem):
    def plan(text="New bags are here", days=0, writer=salem):
        at = timezone.now() + timedelta(days=days)
        fields = {"networks": ["x"], "text": text, "planned_at": at, "writer": writer}
        with workspace(salem.workspace_id):
            return add_post(by=salem, fields=fields)

    return plan


def test_from_the_plan_to_the_link(sign_in, salem, mona, in_noor):
    client, lead = sign_in(salem), sign_in(mona)
    picture = SimpleUploadedFile("bag.pdf", b"%PDF-1.7\n%%EOF\n")
    assert client.post(url("post_new"), {**typed(salem), "files": picture}).status_code == 303
    made = SocialPost.objects.get()
    assert (made.networks, made.state, made.writer) == (["x", "instagram"], State.DRAFT, salem)
    assert Attachment.objects.of(made).count() == 1
    assert made in posts_due(salem)
    assert made in posts_due(mona)
    # The writer does not approve, and nothing goes out unapproved.
    assert client.post(url("approval", number=made.number)).status_code == 403
    client.post(url("publication", number=made.number), {"link": "https://x.example/1"})
    made.refresh_from_db()
    assert made.state == State.DRAFT
    assert lead.post(url("approval", number=made.number)).status_code == 303
    assert Notification.objects.get(recipient=salem).kind == "socialpost.approved"
    for link in ("", "javascript:alert(1)", "http://x.example"):
        assert client.post(url("publication", number=made.number), {"link": link}).status_code == 422
    assert client.post(url("publication", number=made.number), {"link": "x.example/1"}).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.link) == (State.PUBLISHED, "https://x.example/1")
    assert posts_due(salem) == []
    html = client.get(url("post", number=made.number)).content.decode()
    assert 'rel="noopener noreferrer nofollow"' in html
    # Undo, step by step.
    client.post(f"{url('publication', number=made.number)}?undo=1")
    made.refresh_from_db()
    assert (made.state, made.link, made.published_at) == (State.APPROVED, "", None)
    lead.post(f"{url('approval', number=made.number)}?undo=1")
    made.refresh_from_db()
    assert (made.state, made.approved_by) == (State.DRAFT, None)


def test_a_double_click_makes_one(sign_in, salem, in_noor):
    sent, client = typed(salem), sign_in(salem)
    for _press in range(2):
        assert client.post(url("post_new"), sent).status_code == 303
    assert SocialPost.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "x" * 5_001}, {"networks": []}, {"networks": ["myspace"]}, {"on": ""},
     {"on": "2999-01-01"}, {"clock": "99:99"}, {"writer": "999"}],
)  # fmt: skip
def test_bad_input_writes_nothing(sign_in, salem, in_noor, wrong):
    assert sign_in(salem).post(url("post_new"), typed(salem, **wrong)).status_code == 422
    assert not SocialPost.objects.exists()


def test_what_was_approved_and_is_rewritten_waits_again(sign_in, planned, salem, mona, in_noor):
    made = planned()
    made.approve(by=mona)
    sent = typed(salem, version=made.version, text="Other words", networks=["x"])
    assert sign_in(salem).post(url("post_edit", number=made.number), sent).status_code == 303
    made.refresh_from_db()
    assert (made.text, made.state, made.approved_by) == ("Other words", State.DRAFT, None)
    made.approve(by=mona)
    sent = typed(salem, version=made.version, text="Mona's words", networks=["x"])
    assert sign_in(mona).post(url("post_edit", number=made.number), sent).status_code == 303
    made.refresh_from_db()
    assert made.state == State.APPROVED
    late = {**sent, "text": "Salem's, of an old version"}
    assert sign_in(salem).post(url("post_edit", number=made.number), late).status_code == 422


def test_two_at_once_and_what_is_out_stays(sign_in, planned, salem, mona, in_noor):
    made = planned()
    again = SocialPost.objects.get(pk=made.pk)
    made.approve(by=mona)
    with pytest.raises(NotNow):
        again.approve(by=mona)
    made.publish(link="https://x.example/1", by=salem)
    client = sign_in(salem)
    assert client.get(url("post_edit", number=made.number)).status_code == 303
    client.post(url("post_cancellation", number=made.number))
    client.post(url("post_files", number=made.number), {"files": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")})
    made.refresh_from_db()
    assert made.state == State.PUBLISHED
    assert not Attachment.objects.of(made).exists()


def test_called_off_and_back(sign_in, planned, salem, in_noor):
    made, client = planned(), sign_in(salem)
    client.post(url("post_cancellation", number=made.number))
    made.refresh_from_db()
    assert made.state == State.CANCELLED
    assert posts_due(salem) == []
    client.post(f"{url('post_cancellation', number=made.number)}?undo=1")
    made.refresh_from_db()
    assert made.state == State.DRAFT


def test_the_plan_shows_the_week_and_what_is_overdue(sign_in, planned, reem, karim, in_noor):
    planned("Of today")
    planned("Long ago", days=-20)
    planned("Far away", days=30)
    client = sign_in(reem)
    html = client.get(url("posts")).content.decode()
    assert "Of today" in html
    assert "Long ago" in html
    assert "Far away" not in html
    far = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert "Far away" in client.get(f"{url('posts')}?from={far}").content.decode()
    assert client.get(f"{url('posts')}?from=x").status_code == 200
    assert client.get(url("post_new")).status_code == 403
    assert sign_in(karim).get(url("posts")).status_code == 404


def test_strangers_and_viewers_change_nothing(sign_in, planned, karim, reem, in_noor):
    made = planned()
    for name in ("post_edit", "approval", "publication", "post_cancellation", "post_files"):
        assert sign_in(karim).post(url(name, number=made.number)).status_code in {404, 405}
        assert sign_in(reem).post(url(name, number=made.number)).status_code == 403
    for name in ("approval", "publication", "post_cancellation", "post_files"):
        assert sign_in(reem).get(url(name, number=made.number)).status_code == 405
    made.refresh_from_db()
    assert made.state == State.DRAFT


def test_undo_pressed_twice_is_one_step(sign_in, salem, mona, planned, in_noor):
    made, client = planned(), sign_in(salem)
    made.approve(by=mona)
    client.post(url("publication", number=made.number), {"link": "https://x.example/1"})
    for _press in range(2):
        client.post(url("publication", number=made.number), {"undo": "1"})
    made.refresh_from_db()
    assert (made.state, made.approved_by) == (State.APPROVED, mona)
