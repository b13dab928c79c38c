"""A complaint that is filed from an interaction or a mention begins with its words and is linked with it."""

import uuid

import pytest

from accounts.services import add_account, add_contact
from complaints.models import Complaint
from interactions.services import log_interaction
from lib.tenancy.state import workspace
from social.models import SocialMention
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
NEW = "/w/noor/complaints/new/"


@pytest.fixture
def talk(salem, afaq):
    with workspace(salem.workspace_id):
        sara = add_contact(by=salem, fields={"name_en": "Sara"}, account=afaq)
        fields = {"channel": "call", "direction": "in", "text": "Two boxes were wet.\nPlease replace them."}
        return log_interaction(account=afaq, by=salem, fields=fields, contacts=[sara])


@pytest.fixture
def mention(salem):
    with workspace(salem.workspace_id):
        return SocialMention.objects.create(
            network="x", author_name="Sara", text="Wet boxes again!", sentiment="negative", owner=salem
        )


def sent(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "subject": "Wet boxes",
        "text": "Two boxes were wet.",
        "channel": "phone",
        "language": "en",
        "impact": "2",
        "urgency": "2",
        **fields,
    }


def test_from_an_interaction(sign_in, salem, talk):
    client = sign_in(salem)
    page = client.get(f"/w/noor/interactions/{talk.number}/").content.decode()
    assert f"{NEW}?interaction={talk.number}" in page
    form = client.get(f"{NEW}?interaction={talk.number}").context["form"]
    assert form["subject"].value() == "Two boxes were wet."
    assert form["text"].value() == talk.text
    assert form["channel"].value() == "phone"
    answer = client.post(f"{NEW}?interaction={talk.number}", sent())
    assert answer.status_code == 303
    with workspace(salem.workspace_id):
        made = Complaint.objects.get()
        assert made.interaction == talk
    page = client.get(f"/w/noor/interactions/{talk.number}/").content.decode()
    assert f"/w/noor/complaints/{made.number}/" in page
    assert f"/w/noor/interactions/{talk.number}/" in client.get(answer.url).content.decode()


def test_from_a_mention_of_nobody_asks_for_the_customer_and_keeps_the_mention(sign_in, salem, afaq, mention):
    client = sign_in(salem)
    page = client.get(f"/w/noor/social/{mention.number}/").content.decode()
    assert f"{NEW}?mention={mention.number}" in page
    url = f"{NEW}?mention={mention.number}"
    assert "account" in client.get(url).context["form"].fields
    chosen = client.post(url, {"account": str(afaq.number)})
    assert chosen.status_code == 303
    form = client.get(chosen.url).context["form"]
    assert (form["text"].value(), form["channel"].value()) == ("Wet boxes again!", "social")
    assert client.post(chosen.url, sent(channel="social")).status_code == 303
    with workspace(salem.workspace_id):
        made = Complaint.objects.get()
        assert (made.mention, made.account) == (mention, afaq)
    page = client.get(f"/w/noor/social/{mention.number}/").content.decode()
    assert f"/w/noor/complaints/{made.number}/" in page


def test_words_of_another_customer_or_of_one_that_is_not_seen_are_no_origin(sign_in, salem, mona, talk):
    with workspace(salem.workspace_id):
        other = add_account(by=salem, fields={"name_en": "Other", "owner": salem})
        unseen = add_account(by=mona, fields={"name_en": "Unseen", "owner": mona})
        fields = {"channel": "call", "direction": "in", "text": "Secret."}
        secret = log_interaction(account=unseen, by=mona, fields=fields)
    Workspace.objects.filter(pk=salem.workspace_id).update(visibility=Workspace.Visibility.TEAM)
    client = sign_in(salem)
    assert client.get(f"{NEW}?account={other.number}&interaction={talk.number}").status_code == 404
    assert client.get(f"{NEW}?interaction={secret.number}").status_code == 404
    assert client.get(f"{NEW}?interaction=99999").status_code == 404


def test_who_only_reads_is_not_offered_to_file_one(sign_in, reem, talk):
    page = sign_in(reem).get(f"/w/noor/interactions/{talk.number}/").content.decode()
    assert NEW not in page
