"""What customers say of an update: by their own link, line by line, kept, told, and done something about."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Account, Contact
from interactions.models import FollowUp, Interaction
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from timeline.models import Event, Notification
from updates.drafting import draft_update
from updates.models import CustomerUpdate, ItemAnswer, UpdateLink
from updates.models.update import OPEN_FOR
from updates.sending import send_update

pytestmark = pytest.mark.django_db
TOKEN = "t" * 43


@pytest.fixture
def path(salem, afaq, reachable, log):
    """The link of a contact to an update with three lines."""
    for text in ("سلّمنا الدفعة الأولى", "أرسلنا العرض", "درّبنا الفريق"):
        log(text)
    log("لا يراه العميل", is_visible_to_customer=False)
    with workspace(salem.workspace_id):
        made = draft_update(afaq, by=salem)
        send_update(made, by=salem)
        link = made.links.get()
        UpdateLink.objects.create(
            update=made, contact=link.contact, mail=link.mail, token_hash=hash_of(TOKEN)
        )
    return f"/p/noor/updates/{TOKEN}/"


def customer():
    return Client(headers={"accept-language": "en"})


def test_the_customer_sees_the_lines_and_nothing_else_and_looking_changes_nothing(path, salem, afaq):
    with workspace(salem.workspace_id):
        before = (Event.objects.count(), list(UpdateLink.objects.values_list()))
    page = customer().get(path)
    assert page.status_code == 200
    assert 'dir="rtl"' in page.text
    for shown in ("سلّمنا الدفعة الأولى", "أرسلنا العرض", "السلام عليكم Noura"):
        assert shown in page.text
    assert "لا يراه العميل" not in page.text
    assert customer().head(path).status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    with workspace(salem.workspace_id):
        assert before == (Event.objects.count(), list(UpdateLink.objects.values_list()))


def test_lines_are_approved_and_a_change_becomes_a_follow_up(sign_in, path, salem, reachable):
    sent = customer().post(path, {"word1": "approved", "word2": "change", "text2": "العرض بالريال"})
    assert (sent.status_code, sent.url) == (303, path)
    with workspace(salem.workspace_id):
        said = {each.item.place: each for each in ItemAnswer.objects.all()}
        assert {place: each.word for place, each in said.items()} == {1: "approved", 2: "change"}
        assert said[2].link.contact_id == reachable.pk
        step = FollowUp.objects.get()
        assert (step.owner, step.owed_by, said[2].follow_up) == (salem, "us", step)
        assert "العرض بالريال" in step.reason
        assert step.due_on > timezone.localdate()
        assert Notification.objects.filter(kind="update.answered", recipient=salem).count() == 1
        number = CustomerUpdate.objects.get().number
    page = sign_in(salem).get(f"/w/noor/updates/{number}/").text
    assert "العرض بالريال" in page
    assert "Follow-up, open" in page
    assert "قبلت هذا" in customer().get(path).text


def test_all_of_it_at_once_and_twice_is_kept_once(path, salem):
    for _press in range(2):
        assert customer().post(path, {"all": "1"}).status_code == 303
    with workspace(salem.workspace_id):
        assert ItemAnswer.objects.filter(word="approved").count() == 3
        assert Event.objects.filter(verb="update.answered").count() == 1


def test_another_word_counts_and_a_second_change_makes_no_second_follow_up(path, salem):
    for text in ("الكمية", "الكمية والموعد"):
        customer().post(path, {"word1": "change", "text1": text})
    customer().post(path, {"word1": "approved"})
    with workspace(salem.workspace_id):
        assert list(ItemAnswer.objects.order_by("pk").values_list("word", flat=True)) == [
            "change",
            "change",
            "approved",
        ]
        assert FollowUp.objects.count() == 1


def test_words_alone_ask_for_a_change(path, salem):
    customer().post(path, {"text3": "اليوم غير صحيح"})
    with workspace(salem.workspace_id):
        assert ItemAnswer.objects.get().is_change


@pytest.mark.parametrize(
    "wrong", [{}, {"word1": "change"}, {"word1": "yes"}, {"word1": "change", "text1": "x" * 1001}]
)
def test_what_is_wrong_is_told_and_nothing_is_kept(path, salem, wrong):
    answer = customer().post(path, {"text2": "يبقى ما كُتب", "word2": "approved", **wrong} if wrong else {})
    assert answer.status_code == 422
    assert not wrong or "يبقى ما كُتب" in answer.text
    with workspace(salem.workspace_id):
        assert not ItemAnswer.objects.exists()


@pytest.mark.parametrize(
    "how", ["too old", "archived", "taken back", "contact archived", "contact deleted", "wrong", "elsewhere"]
)
def test_a_link_that_does_not_work_tells_nothing(path, salem, how):
    with workspace(salem.workspace_id):
        if how == "too old":
            CustomerUpdate.objects.update(sent_at=timezone.now() - OPEN_FOR)
        elif how == "archived":
            Account.objects.get().archive(by=salem)
        elif how == "contact archived":
            Contact.objects.get().archive(by=salem)
        elif how == "contact deleted":
            Contact.objects.all().delete()
        elif how == "taken back":
            UpdateLink.objects.all().delete()
    path = {"wrong": f"{path[:-4]}abc/", "elsewhere": path.replace("noor", "bahr")}.get(how, path)
    for answer in (customer().get(path), customer().post(path, {"all": "1"})):
        assert answer.status_code == 404
        assert "الدفعة" not in answer.text
    with workspace(salem.workspace_id):
        assert not ItemAnswer.objects.exists()


def test_a_link_has_its_methods_and_bounds(path):
    assert customer().put(path).status_code == 405
    cache.clear()
    codes = [customer().post(path, {"all": "1"}).status_code for _press in range(31)]
    cache.clear()
    assert codes[-1] == 429
    assert set(codes[:30]) == {303}


def test_what_became_internal_after_it_was_sent_is_shown_and_answered_no_more(path, salem):
    with workspace(salem.workspace_id):
        Interaction.objects.get(text="أرسلنا العرض").remove(by=salem)
    page = customer().get(path)
    assert "أرسلنا العرض" not in page.text
    assert "درّبنا الفريق" in page.text
    assert customer().post(path, {"all": "1"}).status_code == 303
    with workspace(salem.workspace_id):
        assert ItemAnswer.objects.count() == 2


def test_an_item_of_another_update_is_not_answered(path, salem, afaq):
    with workspace(salem.workspace_id):
        other = draft_update(afaq, by=salem)
        other.items.create(kind="done", place=9, text="سر")
    assert customer().post(path, {"word9": "approved"}).status_code == 422


def test_each_contact_answers_for_themselves(sign_in, path, salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Omar", "email_1": "omar@afaq.example"}
        omar = services.add_contact(by=salem, fields=fields, account=afaq)
        link = UpdateLink.objects.first()
        other = UpdateLink(update=link.update, contact=omar, mail=link.mail, token_hash=hash_of("o" * 43))
        other.save()
    customer().post(path, {"word1": "approved"})
    customer().post(path.replace(TOKEN, "o" * 43), {"word1": "change", "text1": "غير صحيح"})
    assert "قبلت هذا" in customer().get(path).text
    with workspace(salem.workspace_id):
        number = CustomerUpdate.objects.get().number
    page = sign_in(salem).get(f"/w/noor/updates/{number}/").text
    assert "Omar" in page
    assert "Noura" in page
