"""The pages on which segments are built, read and filled, with and without a script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Segment, SegmentReading
from accounts.segments.verbs import add_segment, put_in, take_out
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/segments/"


def tree(*, field="contact.gender", op="one_of", **values):
    """A form of one rule, as a page sends it."""
    sent = {"node": ["r", "r.0"], "r-kind": "all", "r.0-field": field, "r.0-op": op}
    return sent | {f"r.0-v-{name}": value for name, value in values.items()}


def person(by, name, account, **fields):
    return services.add_contact(by=by, fields={"name_en": name, **fields}, account=account)


@pytest.fixture
def people(afaq, salem):
    return {
        name: person(salem, name, afaq, gender=gender)
        for name, gender in (("Sara", "female"), ("Noura", "female"), ("Omar", "male"))
    }


@pytest.fixture
def women(mona, people):
    rules = {
        "kind": "all",
        "not": False,
        "parts": [
            {"field": "contact.gender", "op": "one_of", "not": False, "values": {"choices": ["female"]}}
        ],
    }
    return add_segment(by=mona, name="Women", rules=rules)


def test_a_segment_is_built_click_by_click_and_saved(sign_in, mona, people):
    client = sign_in(mona)
    assert client.get(f"{HOME}new/").status_code == 200
    started = {
        "name": "Women of Riyadh",
        "node": ["r", "r.0"],
        "r-kind": "all",
        "r.0-field": "contact.gender",
    }
    shown = client.post(f"{HOME}new/", started | {"do": "look"}).content.decode()
    assert 'name="r.0-v-choices"' in shown
    assert "Women of Riyadh" in shown
    more = client.post(f"{HOME}new/", started | {"do": "group:r"}).content.decode()
    assert 'value="r.1.0"' in more
    saved = client.post(f"{HOME}new/", {"name": "Women", **tree(choices="female"), "do": "save"})
    assert saved.status_code == 303
    segment = Segment.objects.get()
    page = client.get(f"{HOME}{segment.number}/").content.decode()
    assert "Sara" in page
    assert "Noura" in page
    assert "Omar" not in page
    assert Event.objects.filter(verb="segment.created").count() == 1


def test_the_page_shows_who_that_is_before_anything_is_saved(sign_in, mona, people):
    answer = sign_in(mona).post(
        f"{HOME}new/", tree(choices="male") | {"do": "look"}, headers={"hx-request": "true"}
    )
    shown = answer.content.decode()
    assert "<html" not in shown
    assert "Omar" in shown
    assert "Sara" not in shown
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        tree(field="contact.password", op="is", text="x"),
        tree(field="account.owner__user__password", op="is", text="x"),
        tree(op="raw", choices="female"),
        tree(choices="neither"),
        tree(choices=""),
        tree(field="contact.age", op="least", least="many"),
        tree(field="account.tag", op="one_of", choices="999999"),
        tree(field=""),
        {"node": ["r"], "r-kind": "all"},
    ],
)
def test_what_no_rule_can_mean_is_not_saved_and_stays_typed(sign_in, mona, sent):
    answer = sign_in(mona).post(f"{HOME}new/", {"name": "Kept as typed", **sent, "do": "save"})
    assert answer.status_code == 422
    assert "Kept as typed" in answer.content.decode()
    assert not Segment.objects.exists()


def test_a_tag_of_another_workspace_is_no_choice(sign_in, mona, karim, theirs):
    from accounts.models import Tag

    with workspace(karim.workspace_id):
        foreign = Tag.objects.create(name="Theirs")
    answer = sign_in(mona).post(
        f"{HOME}new/", {"name": "X", **tree(field="account.tag", choices=str(foreign.pk)), "do": "save"}
    )
    assert answer.status_code == 422
    assert "Theirs" not in answer.content.decode()


def test_one_form_makes_one_segment(sign_in, mona):
    client = sign_in(mona)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{HOME}new/").content.decode())[1]
    for _time in range(2):
        answer = client.post(
            f"{HOME}new/", {"form_token": token, "name": "Once", **tree(choices="female"), "do": "save"}
        )
    assert answer.status_code == 303
    assert Segment.objects.count() == 1


def test_the_token_of_the_form_outlives_the_building(sign_in, mona):
    client = sign_in(mona)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{HOME}new/").content.decode())[1]
    shown = client.post(f"{HOME}new/", {"form_token": token, **tree(choices="female"), "do": "rule:r"})
    assert f'name="form_token" value="{token}"' in shown.content.decode()


def test_two_names_are_not_the_same_in_any_spelling(sign_in, mona, women):
    answer = sign_in(mona).post(f"{HOME}new/", {"name": "WOMEN", **tree(choices="male"), "do": "save"})
    assert answer.status_code == 422
    assert Segment.objects.count() == 1


def test_a_segment_is_changed_and_a_colleague_is_not_overwritten(sign_in, mona, women):
    client = sign_in(mona)
    sent = {"name": "Men", "version": "1", **tree(choices="male"), "do": "save"}
    assert client.post(f"{HOME}{women.number}/edit/", sent).status_code == 303
    assert client.post(f"{HOME}{women.number}/edit/", sent | {"name": "Others"}).status_code == 422
    women.refresh_from_db()
    assert women.name == "Men"
    assert women.rules["parts"][0]["values"] == {"choices": ["male"]}


def test_a_reading_tells_who_came_and_went(sign_in, mona, salem, afaq, people, women):
    client = sign_in(mona)
    client.post(f"{HOME}{women.number}/readings/")
    late = person(salem, "Huda", afaq, gender="female")
    people["Sara"].archive(by=salem)
    client.post(f"{HOME}{women.number}/readings/")
    first, second = SegmentReading.objects.order_by("id")
    assert (first.people, first.came, first.went) == (2, 2, 0)
    assert (second.people, second.came, second.went) == (2, 1, 1)
    page = client.get(f"{HOME}{women.number}/").content.decode()
    assert late.name_en in page
    assert "Sara" in page  # among those who went


def test_archived_and_brought_back(sign_in, mona, women):
    client = sign_in(mona)
    client.post(f"{HOME}{women.number}/archive/")
    women.refresh_from_db()
    assert women.is_archived
    client.post(f"{HOME}{women.number}/archive/", {"undo": "1"})
    women.refresh_from_db()
    assert not women.is_archived


def test_people_are_put_in_by_hand_and_taken_out(sign_in, mona, people):
    people["Sara"].email_1 = "sara@noor.example"
    people["Sara"].save()
    client = sign_in(mona)
    client.post(f"{HOME}new/?kind=static", {"name": "Guests", "do": "save"})
    guests = Segment.objects.get()
    page = f"{HOME}{guests.number}/"
    lines = f"Sara@Noor.example\n{people['Omar'].number}"
    assert client.post(f"{page}people/", {"people": lines}).status_code == 303
    assert guests.members.filter(removed_at=None).count() == 2
    refused = client.post(f"{page}people/", {"people": "nobody@nowhere.example"})
    assert refused.status_code == 422
    assert "nobody@nowhere.example" in refused.content.decode()
    client.post(f"{page}people/{people['Omar'].number}/removal/")
    assert [each.contact for each in guests.members.filter(removed_at=None)] == [people["Sara"]]
    client.post(f"{page}people/{people['Omar'].number}/removal/", {"undo": "1"})
    assert guests.members.filter(removed_at=None).count() == 2


def test_nobody_is_put_into_what_rules_decide(sign_in, mona, people, women):
    client = sign_in(mona)
    client.post(f"{HOME}{women.number}/people/", {"people": str(people["Omar"].number)})
    assert not women.members.exists()


def test_the_rows_of_a_list_are_put_in_and_taken_back(mona, people, afaq):
    from accounts.bulk.work import change_selected

    guests = add_segment(by=mona, name="Guests", kind=Segment.Kind.STATIC)
    asked = {"list_key": "accounts", "verb": "segment", "value": str(guests.number)}
    change = change_selected(by=mona, numbers=[afaq.number], **asked)
    assert change.changed_count == 1
    assert guests.members.filter(removed_at=None).count() == 3
    from accounts.bulk.verbs import BULK_VERBS

    item = change.items.get()
    undone = BULK_VERBS["segment"].undo_many([afaq], {item.record_id: item.before}, guests, mona)
    assert undone == {afaq.pk}
    assert guests.members.filter(removed_at=None).count() == 0


def test_put_in_twice_is_once_and_taken_out_twice_is_once(mona, people):
    guests = add_segment(by=mona, name="Guests", kind=Segment.Kind.STATIC)
    keys = [each.pk for each in people.values()]
    assert len(put_in(guests, keys, by=mona)) == 3
    assert put_in(guests, keys, by=mona) == []
    assert len(take_out(guests, keys[:1], by=mona)) == 1
    assert take_out(guests, keys[:1], by=mona) == []


def test_who_may_not_write_campaigns_looks_and_changes_nothing(sign_in, reem, women):
    client = sign_in(reem)
    assert client.get(HOME).status_code == 200
    assert client.get(f"{HOME}{women.number}/").status_code == 200
    for path in ("edit/", "archive/", "readings/", "people/"):
        assert client.post(f"{HOME}{women.number}/{path}").status_code == 403
    assert client.get(f"{HOME}new/").status_code == 403


def test_a_wrong_method_is_refused(sign_in, mona, women):
    client = sign_in(mona)
    assert client.post(HOME).status_code == 405
    assert client.get(f"{HOME}{women.number}/readings/").status_code == 405


def test_a_stranger_finds_nothing(sign_in, karim, women):
    client = sign_in(karim)
    assert client.get(HOME).status_code == 404
    assert client.get(f"/w/bahr/segments/{women.number}/").status_code == 404


def test_counts_and_samples_show_what_the_reader_sees(salem, mona, people, women):
    own = services.add_account(by=mona, fields={"name_en": "Elsewhere", "owner": mona})
    person(mona, "Hidden", own, gender="female")
    from accounts.segments.reading import glance, places_of

    class OnlyMine:
        """A member who sees the customers of salem alone."""

        sees_everything = False

        def team_ids(self):
            return [salem.pk]

    shown = glance(places_of(women), OnlyMine())
    assert shown.people == 2
    assert {row.contact.name_en for row in shown.sample} == {"Sara", "Noura"}
    assert glance(places_of(women), mona).people == 3


def test_days_are_counted_from_today_when_it_is_read(mona, salem, afaq, people):
    rules = {
        "kind": "all",
        "not": False,
        "parts": [{"field": "account.last_purchase", "op": "within", "not": False, "values": {"days": "30"}}],
    }
    segment = add_segment(by=mona, name="Lately", rules=rules)
    from accounts.models import Account
    from accounts.segments.querying import people as keys_of
    from accounts.segments.reading import places_of

    today = timezone.localdate()
    for back, expected in ((0, 3), (30, 3), (31, 0)):
        Account.objects.filter(pk=afaq.pk).update(last_purchase_on=today - timedelta(days=back))
        assert keys_of(places_of(segment)).count() == expected


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"parts": "?"},
        {"parts": [1, {"field": 2}, {"parts": [{}]}]},
        {"kind": "?", "parts": [{"field": "account.tier", "values": {"choices": {"A": 1}}}]},
    ],
)
def test_rules_that_cannot_be_shown_are_changed_all_the_same(sign_in, mona, kept):
    """Whatever stands in the row, the page that mends it opens."""
    made = Segment.objects.create(name="Odd", rules=kept, created_by=mona)
    client = sign_in(mona)
    assert client.get(f"{HOME}{made.number}/edit/").status_code == 200
    sent = {"name": "Odd", "version": made.version, **tree(choices="female"), "do": "save"}
    assert client.post(f"{HOME}{made.number}/edit/", sent).status_code == 303
    assert client.get(f"{HOME}{made.number}/").status_code == 200
