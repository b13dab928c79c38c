"""Logging what was said to a customer: by whom, for whom, once, and with a way back."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts import services
from accounts.deletion import delete_for_good
from accounts.models import Contact
from accounts.models.record import Archived, Stale
from interactions.models import Interaction, InteractionContact
from interactions.services import change_interaction, log_interaction
from lib.tenancy.state import workspace
from timeline.models import Event, Notification
from timeline.story import told
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"interactions:{name}", kwargs={"slug": "noor", **kwargs})


def written(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "channel": "call",
        "direction": "out",
        "seen_by": "internal",
        "text": "Asked about the order",
        **fields,
    }


def new_url(account):
    return f"{url('new')}?account={account.number}"


def only():
    return Interaction.objects.get()


def test_a_call_is_logged_with_who_was_there_and_is_now(sign_in, salem, afaq, noura, in_noor):
    answer = sign_in(salem).post(new_url(afaq), written(contacts=[noura.number], outcome="reached"))
    assert answer.status_code == 303
    assert answer.url == f"/w/noor/accounts/{afaq.number}/"
    call = only()
    assert (call.account, call.logged_by, call.contacts) == (afaq, salem, [noura])
    assert not call.is_visible_to_customer
    assert abs(call.at - timezone.now()) < timedelta(minutes=1)


def test_it_is_told_on_the_pages_of_the_account_and_of_the_contact_and_once_in_the_audit_log(
    sign_in, salem, afaq, noura, call, in_noor
):
    client = sign_in(salem)
    for page in (f"/w/noor/accounts/{afaq.number}/", f"/w/noor/contacts/{noura.number}/"):
        # Of the account it is the last contact too, which stands above the timeline.
        _above, _title, timeline = client.get(page).content.decode().partition('id="what-title"')
        assert timeline.count("Asked about the order") == 1
        assert "Internal" in timeline
    assert Event.objects.audited().filter(verb="interaction.logged").count() == 1


def test_the_same_form_sent_twice_logs_once(sign_in, salem, afaq, in_noor):
    client, sent = sign_in(salem), written()
    for _press in range(2):
        assert client.post(new_url(afaq), sent).status_code == 303
    assert Interaction.objects.count() == 1
    changed = client.post(new_url(afaq), {**sent, "text": "Something else"})
    assert changed.status_code == 422
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": ""}, "text"),
        ({"outcome": "no_show"}, "outcome"),
        ({"channel": "pigeon"}, "channel"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"on": "2999-01-01"}, "on"),
        ({"clock": "25:99"}, "clock"),
        ({"contacts": ["999"]}, "contacts"),
        ({"seen_by": "everybody"}, "seen_by"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_form(sign_in, salem, afaq, in_noor, fields, wrong):
    answer = sign_in(salem).post(
        new_url(afaq), written(subject="The subject", **fields) | ({"subject": ""} if wrong == "text" else {})
    )
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Interaction.objects.exists()


def test_an_outcome_alone_is_enough(sign_in, salem, afaq, in_noor):
    assert sign_in(salem).post(new_url(afaq), written(text="", outcome="no_answer")).status_code == 303
    with translation.override("en"):
        assert only().name == "Phone call"


def test_a_note_goes_nowhere_whatever_was_sent(sign_in, salem, afaq, in_noor):
    sign_in(salem).post(new_url(afaq), written(channel="note", direction="in"))
    assert only().direction == "internal"
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.update(direction="in")


def test_day_and_time_are_those_of_the_workspace(sign_in, salem, afaq, in_noor):
    sign_in(salem).post(new_url(afaq), written(on="1447/1/1", clock="14:05"))
    assert only().at.isoformat() == "2025-06-26T11:05:00+00:00"


@pytest.mark.parametrize("who", ["reem", "karim"])
def test_a_viewer_and_a_stranger_log_nothing(sign_in, request, afaq, reem, karim, who, in_noor):
    person = request.getfixturevalue(who)
    assert sign_in(person).post(new_url(afaq), written()).status_code in {403, 404}
    assert not Interaction.objects.exists()


def test_an_account_of_another_workspace_is_not_there(sign_in, salem, afaq, theirs):
    with workspace(theirs.workspace_id):
        services.add_account(by=None, fields={"name_en": "Second"})
    assert sign_in(salem).post(f"{url('new')}?account=2", written()).status_code == 404


def test_a_page_without_a_customer_asks_for_one_and_goes_on(sign_in, salem, afaq):
    client = sign_in(salem)
    assert client.post(url("new"), {"account": "nobody"}).status_code == 422
    answer = client.post(url("new"), {"account": f"{afaq.number} · {afaq.name}"})
    assert answer.url == new_url(afaq)


def test_a_contact_of_one_account_needs_no_choice_and_of_none_is_tied_first(
    sign_in, salem, noura, afaq, in_noor
):
    client = sign_in(salem)
    client.post(f"{url('new')}?contact={noura.number}", written(contacts=[noura.number]))
    assert only().contacts == [noura]
    loose = services.add_contact(by=salem, fields={"name_en": "Loose"})
    answer = client.get(f"{url('new')}?contact={loose.number}")
    assert answer.url == f"/w/noor/contacts/{loose.number}/position/"


def test_a_contact_of_two_accounts_chooses_between_them(sign_in, salem, noura, afaq, in_noor):
    second = services.add_account(by=salem, fields={"name_en": "Second"})
    services.place_contact(noura, second, by=salem)
    sign_in(salem).post(f"{url('new')}?contact={noura.number}", written(account=second.number))
    assert (only().account, only().contacts) == (second, [noura])


def test_an_archived_customer_is_read_only(sign_in, salem, afaq, call, in_noor):
    afaq.archive(by=salem)
    client = sign_in(salem)
    assert client.post(new_url(afaq), written()).status_code == 303
    client.post(url("removal", number=call.number))
    assert [each.is_removed for each in Interaction.objects.all()] == [False]
    assert "data-composer" not in client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    with pytest.raises(Archived):
        log_interaction(account=afaq, by=salem, fields={"channel": "call"})


def test_removing_is_undone_and_both_may_be_pressed_twice(sign_in, salem, afaq, call, in_noor):
    client = sign_in(salem)
    for _press in range(2):
        answer = client.post(url("removal", number=call.number), follow=True)
    assert only().is_removed
    assert (
        "Asked about the order"
        not in client.get(f"/w/noor/accounts/{afaq.number}/").content.decode().partition('class="entry')[2]
    )
    assert "removal/?undo=1" in answer.content.decode()
    for _press in range(2):
        client.post(url("removal", number=call.number) + "?undo=1")
    assert not only().is_removed
    told = Event.objects.filter(is_part=False, subject_kind="interactions.interaction", subject_id=call.pk)
    verbs = told.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["interaction.logged", "interaction.removed", "interaction.restored"]


def test_only_the_author_and_leaders_change_it(sign_in, huda, faisal, salem, call, in_noor):
    client = sign_in(faisal)
    client.post(url("removal", number=call.number))
    client.post(url("edit", number=call.number), edit(call, text="Not mine"))
    assert (only().is_removed, only().version) == (False, 1)
    assert client.get(url("edit", number=call.number)).url == url("detail", number=call.number)
    assert sign_in(huda).post(url("removal", number=call.number)).status_code == 303


def edit(call, **fields):
    at = timezone.localtime(call.at)
    return written(
        version=call.version,
        on=at.date().isoformat(),
        clock=f"{at:%H:%M}",
        contacts=[each.number for each in call.contacts],
        outcome="reached",
        **fields,
    )


def test_an_edit_tells_both_values_and_is_undone(sign_in, salem, noura, call, in_noor):
    client = sign_in(salem)
    sent = {**edit(call, text="Wants a new offer", seen_by="customer"), "contacts": []}
    assert client.post(url("edit", number=call.number), sent).status_code == 303
    call = only()
    assert (call.text, call.is_visible_to_customer, call.contacts) == ("Wants a new offer", True, [])
    event = Event.objects.get(verb="interaction.changed")
    with translation.override("en"):
        labels = {change.label for change in told([event], member=salem)[0].changes}
    assert {"Text", "Visible to the customer", "Contacts removed"} <= labels
    client.post(url("edit", number=call.number) + f"?undo={call.version}")
    call = only()
    assert (call.text, call.is_visible_to_customer, call.contacts) == (
        "Asked about the order",
        False,
        [noura],
    )


def test_a_form_saved_as_it_was_changes_nothing(sign_in, salem, call, in_noor):
    assert sign_in(salem).post(url("edit", number=call.number), edit(call)).status_code == 303
    assert (only().version, only().at) == (1, call.at)
    assert not Event.objects.filter(verb="interaction.changed").exists()


def test_an_edit_over_a_colleagues_edit_is_told_and_saved_at_the_second_press(
    sign_in, salem, huda, call, in_noor
):
    client, sent = sign_in(salem), edit(call, text="Mine")
    theirs = Interaction.objects.get(pk=call.pk)
    theirs.text = "Theirs"
    change_interaction(theirs, by=huda, read_version=1, changed=["text"])
    answer = client.post(url("edit", number=call.number), sent)
    assert answer.status_code == 422
    assert only().text == "Theirs"
    again = {**sent, "version": answer.context["form"].data["version"]}
    assert client.post(url("edit", number=call.number), again).status_code == 303
    assert only().text == "Mine"
    with pytest.raises(Stale):
        change_interaction(theirs, by=huda, read_version=1, changed=["text"])


def test_the_owner_of_the_customer_hears_of_it_and_who_logged_it_does_not(salem, huda, afaq, call, in_noor):
    assert not Notification.objects.filter(kind="interaction.logged").exists()
    log_interaction(account=afaq, by=huda, fields={"channel": "call"})
    assert Notification.objects.get(kind="interaction.logged").recipient == salem


def test_own_customers_alone_where_the_workspace_chose_so(sign_in, noor, salem, faisal, call, in_noor):
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    client = sign_in(faisal)
    assert client.get(url("detail", number=call.number)).status_code == 404
    assert "Asked about" not in client.get(url("list")).content.decode()
    assert "Asked about" in sign_in(salem).get(url("list")).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("channel=call", 1),
        ("channel=visit", 0),
        ("direction=in", 0),
        ("outcome=reached", 1),
        ("by=me", 1),
        ("account=1", 1),
        ("account=abc", 0),
        ("visible=True", 0),
        ("visible=False", 1),
        ("q=order", 1),
        ("q=افاق", 1),
        ("q=nothing", 0),
        ("at=2999-01-01", 0),
        ("until=2020-01-01", 0),
        ("archived=1", 0),
        ("sort=password&after=W10&visible=x", 1),
    ],
)
def test_the_list_is_narrowed(sign_in, salem, call, query, count):
    page = sign_in(salem).get(f"{url('list')}?{query}")
    assert page.status_code == 200
    assert page.content.decode().count("<tr data-row>") == count


def test_the_timeline_shows_interactions_alone(sign_in, salem, afaq, call):
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/story/?kind=interactions").content.decode()
    assert "Asked about the order" in page
    assert "added this account" not in page


def test_the_composer_guesses_channel_and_contact(sign_in, salem, afaq, noura, in_noor):
    client = sign_in(salem)
    first = client.get(new_url(afaq)).context["form"]
    assert (first["channel"].value(), first["contacts"].value()) == ("call", [noura.number])
    second = services.add_contact(by=salem, fields={"name_en": "Second"}, account=afaq)
    client.post(new_url(afaq), written(channel="whatsapp", contacts=[second.number]))
    form = client.get(new_url(afaq)).context["form"]
    assert (form["channel"].value(), form["contacts"].value()) == ("whatsapp", [second.number])


def test_a_deleted_customer_takes_texts_and_their_history_along(salem, huda, afaq, noura, call, in_noor):
    call.text = "Another secret"
    change_interaction(call, by=salem, read_version=1, changed=["text"])
    delete_for_good(noura, by=huda)
    assert not InteractionContact.objects.exists()
    assert only().contacts == []
    delete_for_good(afaq, by=huda)
    assert not Interaction.objects.exists()
    assert not Interaction.history_model.objects.exists()


def test_history_of_a_customer_who_stands_cannot_be_forgotten(salem, afaq, call, in_noor):
    call.text = "Changed"
    change_interaction(call, by=salem, read_version=1, changed=["text"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_interactions(%s)", [afaq.pk])
    assert Interaction.history_model.objects.count() == 1


def test_an_archived_contact_has_no_form(sign_in, salem, noura, in_noor):
    Contact.objects.get(pk=noura.pk).archive(by=salem)
    assert "data-composer" not in sign_in(salem).get(f"/w/noor/contacts/{noura.number}/").content.decode()
