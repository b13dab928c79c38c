"""Mentions: who is named with @ is told, if he may see the customer; the text shows the name of today."""

import pytest

from accounts.models import Account
from conftest import make_member
from interactions.marking import marked, names_in
from interactions.mentioning import offered, put_mentions, who_may_see
from interactions.models import Mention
from interactions.services import change_interaction, log_interaction
from interactions.undoing import undo_edit
from timeline.models import Notification
from workspaces.models import Membership
from workspaces.roles import Role

pytestmark = pytest.mark.django_db

KIND = "interaction.mentioned"


@pytest.fixture
def write(salem, afaq, in_noor):
    def log(text, *, by=salem, account=afaq, **more):
        return log_interaction(
            account=account, by=by, fields={"channel": "note", "direction": "internal", "text": text}, **more
        )

    return log


def rewrite(note, text, *, by):
    note.text = text
    change_interaction(note, by=by, read_version=note.version, changed=["text"])


def told():
    return [
        (each.recipient, each.subject_id) for each in Notification.objects.filter(kind=KIND).order_by("id")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@سالم الدوسري راجع العرض", ["سالم الدوسري"]),
        ("راجع العرض (@سالم الدوسري)، ثم @هدى", ["سالم الدوسري", "هدى"]),
        ("@mona, @MONA and @Mona.", ["Mona"]),
        ("mail to sales@Mona or x.@Mona", []),
        ("@Monalisa and @ Mona and Mona", []),
        ("@سالم الدوسريين", []),
        ("@هدى الأنصاري", ["هدى الأنصاري"]),
        ("@Ali (12) is not @Ali (13)", ["Ali (12)", "Ali (13)"]),
    ],
)
def test_a_name_after_an_at_that_begins_a_word(text, expected):
    known = ["سالم الدوسري", "هدى", "هدى الأنصاري", "Mona", "Ali (12)", "Ali (13)"]
    assert names_in(text, known) == expected


def test_what_is_shown_is_escaped_and_calls_people_as_they_are_called_today():
    shown = marked("<b>@Mona</b> & @mona", {"Mona": "منى <i>"})
    name = '<bdi class="mention">@منى &lt;i&gt;</bdi>'
    assert shown == f"&lt;b&gt;{name}&lt;/b&gt; &amp; {name}"


def test_who_is_mentioned_is_told_once_and_the_page_shows_the_name(write, salem, mona, huda, sign_in, afaq):
    note = write(f"@{mona.user.name} and @{mona.user.name}, not me: @{salem.user.name}")
    assert told() == [(mona, note.pk)]
    assert Notification.objects.get(kind=KIND).mail_at is not None
    assert {each.member for each in note.mentions.all()} == {mona, salem}
    page = sign_in(huda).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert f'<bdi class="mention">@{mona.user.name}</bdi>' in page
    assert mona.user.name in sign_in(mona).get(f"/w/noor/interactions/{note.number}/").content.decode()
    assert "mentioned you" in sign_in(mona).get("/w/noor/notifications/").content.decode()


def test_the_account_manager_who_is_mentioned_is_not_told_twice(write, mona, salem, afaq):
    write(f"@{salem.user.name} call them", by=mona)
    assert list(Notification.objects.filter(recipient=salem).values_list("kind", flat=True)) == [KIND]


def test_an_edit_tells_only_who_is_new_and_an_undo_takes_them_out(write, salem, mona, huda):
    note = write(f"@{mona.user.name}")
    rewrite(note, f"@{mona.user.name} @{huda.user.name}", by=salem)
    assert [who for who, _note in told()] == [mona, huda]
    undo_edit(note, note.version, by=salem)
    assert [each.member for each in note.mentions.all()] == [mona]
    note.refresh_from_db()
    rewrite(note, "nobody", by=salem)
    assert not Mention.objects.exists()
    assert len(told()) == 2


def test_who_may_not_see_the_customer_is_neither_offered_nor_told(
    write, noor, salem, mona, huda, afaq, sign_in
):
    other = make_member(noor, Role.ACCOUNT_MANAGER, "turki@noor.example", "Turki")
    noor.visibility = "team"
    noor.save(update_fields=["visibility"])
    note = write(f"@Turki @{mona.user.name}")
    assert told() == [(mona, note.pk)]
    assert [each.member for each in note.mentions.all()] == [mona]
    offers = sign_in(salem).get(f"/w/noor/interactions/mentions/?account={afaq.number}").content.decode()
    assert mona.user.name in offers
    assert "Turki" not in offers
    asked = sign_in(other).get(f"/w/noor/interactions/mentions/?account={afaq.number}")
    assert asked.status_code == 404


@pytest.mark.parametrize("visibility", ["all", "team"])
def test_it_is_decided_as_the_pages_decide_it(
    noor, afaq, salem, mona, huda, reem, faisal, in_noor, visibility
):
    noor.visibility = visibility
    noor.save(update_fields=["visibility"])
    for account in (afaq, Account.objects.create(name_en="Nobody's", created_by=huda)):
        seen = {each.pk for each in who_may_see(account)}
        for member in Membership.objects.active().select_related("user", "workspace"):
            is_seen = Account.objects.visible_to(member).filter(pk=account.pk).exists()
            assert (member.pk in seen) == is_seen, (member.role, account.name)


def test_those_of_one_name_are_told_apart_by_their_numbers(write, noor, salem, afaq):
    twins = [make_member(noor, Role.MANAGER, f"ali{one}@noor.example", "Ali") for one in (1, 2)]
    written = [handle for handle, _member in offered(afaq, "al", by=salem)]
    assert written == [f"Ali ({each.number})" for each in twins]
    note = write(f"@{written[1]}: call, please; and @Ali?")
    assert told() == [(twins[1], note.pk)]


def test_who_has_left_is_not_offered_and_stays_where_mentioned(write, mona, huda, salem, afaq):
    note = write(f"@{mona.user.name}")
    mona.end(by=huda)
    assert mona not in [member for _handle, member in offered(afaq, "", by=salem)]
    mona.user.name = "Mona Al-Ghamdi"
    mona.user.save(update_fields=["name"])
    put_mentions([note])
    assert "@Mona Al-Ghamdi" in note.shown_text


def test_a_search_folds_and_begins_words(noor, salem, afaq, in_noor, sign_in):
    make_member(noor, Role.MANAGER, "amna@noor.example", "آمنة الشهري")
    client = sign_in(salem)
    for query, is_found in (("امن", True), ("الشه", True), ("هري", False), ("<", False)):
        page = client.get("/w/noor/interactions/mentions/", {"account": afaq.number, "q": query})
        assert ("آمنة الشهري" in page.content.decode()) == is_found, query
    assert "role" not in client.get("/w/noor/interactions/mentions/").content.decode()


def test_whose_first_name_it_is_comes_first(noor, salem, afaq, in_noor):
    for place, name in enumerate(("خالد الأحمد", "أحمد خالد")):
        make_member(noor, Role.MANAGER, f"person{place}@noor.example", name)
    assert [handle for handle, _member in offered(afaq, "خا", by=salem)] == ["خالد الأحمد", "أحمد خالد"]
    assert [handle for handle, _member in offered(afaq, "أ", by=salem)][0] == "أحمد خالد"


def test_the_stranger_and_the_viewer_are_offered_nobody(afaq, karim, reem, sign_in):
    page = f"/w/noor/interactions/mentions/?account={afaq.number}"
    assert sign_in(karim).get(page).status_code == 404
    assert sign_in(reem).get(page).status_code == 403


def test_a_text_without_an_at_asks_nothing(write, django_assert_num_queries):
    note = write("plain")
    with django_assert_num_queries(0):
        put_mentions([note])
