"""The library: articles written, offered by interest, sent with an interaction and not offered again."""

import pytest

from accounts import services
from interactions.library import add_article, offered_to
from interactions.models import Article, ArticleSending, Interaction
from lib.tenancy.state import workspace

LIBRARY = "/w/noor/settings/library/"
TYPED = {
    "title": "Cold chain in summer",
    "language": "en",
    "text": "Five rules",
    "interests": "Food، التخزين",
}


@pytest.fixture
def lulu(salem, afaq):
    """A contact with interests."""
    with workspace(salem.workspace_id):
        fields = {"name_en": "Lulu", "language": "en", "email_1": "lulu@afaq.example"}
        return services.add_contact(by=salem, fields=fields, interests=["food", "Logistics"], account=afaq)


@pytest.fixture
def advice(huda):
    with workspace(huda.workspace_id):
        written = {
            "title": "Cold chain",
            "language": "en",
            "text": "Five rules",
            "link": "https://x.example/a",
        }
        return add_article(by=huda, interests=["Food"], **written)


def offers(contact):
    with workspace(contact.workspace_id):
        return [each.title for each in offered_to(contact)]


def test_an_article_is_added_changed_archived_and_restored(sign_in, huda):
    client = sign_in(huda)
    assert client.post(f"{LIBRARY}new/", TYPED).status_code == 303
    with workspace(huda.workspace_id):
        made = Article.objects.get()
        assert sorted(str(each.tag) for each in made.interests.all()) == ["Food", "التخزين"]
    changed = {**TYPED, "link": "x.example/rules", "interests": "Food", "version": made.version}
    assert client.post(f"{LIBRARY}{made.number}/", changed).status_code == 303
    with workspace(huda.workspace_id):
        made.refresh_from_db()
        assert (made.link, made.interests.count()) == ("https://x.example/rules", 1)
    stale = client.post(f"{LIBRARY}{made.number}/", {**changed, "title": "Mine", "version": 1})
    assert stale.status_code == 422
    assert "Mine" in stale.text
    client.post(f"{LIBRARY}{made.number}/archive/")
    assert made.title in client.get(LIBRARY).text
    client.post(f"{LIBRARY}{made.number}/archive/?undo=1")
    with workspace(huda.workspace_id):
        assert Article.objects.in_use().get().title == TYPED["title"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "required"),
        ({"title": "..."}, "letter"),
        ({"text": ""}, "Write the text"),
        ({"link": "javascript:alert(1)"}, "Write an address"),
        ({"link": "javascript://x.example/%0Aalert(1)"}, "Write an address"),
        ({"language": "fr"}, "valid choice"),
        ({"title": "x" * 121}, "120"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(sign_in, huda, wrong, told):
    answer = sign_in(huda).post(f"{LIBRARY}new/", {**TYPED, **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Food، التخزين" in answer.text
    with workspace(huda.workspace_id):
        assert not Article.objects.exists()


def test_a_contact_is_offered_what_fits_interest_and_language(advice, lulu, huda, noura):
    assert offers(lulu) == ["Cold chain"]
    assert offers(noura) == []
    with workspace(huda.workspace_id):
        Article.objects.update(language="ar")
    assert offers(lulu) == []
    with workspace(huda.workspace_id):
        Article.objects.update(language="en")
        advice.archive(by=huda)
    assert offers(lulu) == []


def test_sending_is_an_interaction_and_is_not_offered_again(sign_in, salem, huda, advice, lulu):
    client = sign_in(salem)
    page = client.get(f"/w/noor/contacts/{lulu.number}/").text
    address = f"/w/noor/interactions/new/?contact={lulu.number}&article={advice.number}"
    assert address.replace("&", "&amp;") in page
    form = client.get(address).text
    assert "https://x.example/a" in form
    sent = {"channel": "email", "text": advice.written, "subject": advice.title}
    sent |= {"seen_by": "customer", "contacts": [lulu.number]}
    assert client.post(address, sent).status_code == 303
    with workspace(salem.workspace_id):
        logged = Interaction.objects.get()
        assert ArticleSending.objects.get().interaction == logged
    assert offers(lulu) == []
    assert "Lulu" in sign_in(huda).get(f"{LIBRARY}{advice.number}/").text
    client.post(f"/w/noor/interactions/{logged.number}/removal/")
    assert offers(lulu) == ["Cold chain"], "what was taken back was not sent"


def test_a_form_sent_twice_sends_once(sign_in, salem, advice, lulu):
    client = sign_in(salem)
    address = f"/w/noor/interactions/new/?contact={lulu.number}&article={advice.number}"
    sent = {"channel": "email", "text": "Here", "seen_by": "customer"}
    sent["form_token"] = "11111111-1111-4111-8111-111111111111"
    for _press in range(2):
        client.post(address, sent)
    with workspace(salem.workspace_id):
        assert ArticleSending.objects.count() == 1


def test_an_article_of_another_workspace_is_not_sent(sign_in, salem, karim, lulu):
    with workspace(karim.workspace_id):
        theirs = add_article(by=karim, title="Theirs", language="en", text="Secret of Bahr", link="")
    page = sign_in(salem).get(f"/w/noor/interactions/new/?contact={lulu.number}&article={theirs.number}")
    assert "Secret of Bahr" not in page.text
    assert sign_in(salem).get(LIBRARY).status_code == 403


def test_what_an_article_said_before_is_kept(sign_in, huda, advice):
    changed = {**TYPED, "text": "Six rules", "interests": "Food", "version": advice.version}
    assert sign_in(huda).post(f"{LIBRARY}{advice.number}/", changed).status_code == 303
    with workspace(huda.workspace_id):
        assert [each.text for each in Article.history_model.objects.filter(pgh_obj_id=advice.pk)] == [
            "Five rules"
        ]
