"""Merging two customers: what moves, what is refused, and what comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.branches import is_at_or_below
from accounts.consents import write_consent
from accounts.duplicates.pairs import look_at, pair_of, refuse_pair
from accounts.merging.refusals import (
    IsACustomer,
    IsArchived,
    Itself,
    MergedBefore,
    NotAllowed,
    NotFound,
    OtherKind,
)
from accounts.merging.services import merge
from accounts.merging.undoing import forget_details, undo_merge
from accounts.models import Account, Consent, Contact, Merge, MergedRow, Position
from accounts.models.record import Merged, Stale
from interactions.models import FollowUp, Interaction
from interactions.services import log_interaction
from lib.undo import TooLate
from timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(in_noor, salem):
    """Two accounts that are one customer."""
    fields = {"name_ar": "شركة آفاق الخليج", "owner": salem, "city": "الرياض"}
    one = services.add_account(by=salem, fields=fields, tags=["مهم"])
    other = services.add_account(
        by=salem,
        fields={
            "name_ar": "افاق الخليج",
            "name_en": "Afaq Gulf",
            "owner": salem,
            "phone": "0501234567",
            "phone_e164": "+966501234567",
            "website": "https://afaq.example",
        },
        tags=["مهم", "تصدير"],
    )
    return one, other


def person(salem, account=None, **fields):
    return services.add_contact(by=salem, fields={"name_ar": "سارة القحطاني", **fields}, account=account)


def log(account, salem, contacts=()):
    fields = {"channel": "call", "direction": "out", "subject": "عرض سعر", "text": "", "outcome": "reached"}
    return log_interaction(account=account, by=salem, at=timezone.now(), fields=fields, contacts=contacts)


def state_of(*records):
    """What is told of these in the tables that a merge touches."""
    keys = [each.pk for each in records]
    return {
        "accounts": list(
            Account.objects.filter(pk__in=keys)
            .order_by("pk")
            .values_list(
                "name_ar",
                "name_en",
                "phone",
                "website",
                "parent",
                "archived_at",
                "merged_into",
                "last_contact_at",
            )
        ),
        "positions": sorted(Position.objects.values_list("pk", "account", "contact", "title", "is_primary")),
        "tags": sorted(
            each for one in records for each in one.taggings.values_list("pk", "account", "tag__name")
        ),
        "interactions": sorted(Interaction.objects.values_list("pk", "account")),
        "followups": sorted(FollowUp.objects.values_list("pk", "account", "state", "due_on")),
        "branches": sorted(Account.objects.exclude(parent=None).values_list("pk", "parent")),
    }


def test_everything_follows_to_the_survivor_and_comes_back(two, salem):
    one, other = two
    shared = person(salem, one)
    services.place_contact(shared, other, by=salem, title="مديرة المشتريات", is_primary=True)
    alone = person(salem, other, name_ar="خالد")
    spoken = log(other, salem, [alone])
    branch = services.add_account(by=salem, fields={"name_ar": "فرع جدة", "parent": other})
    before = state_of(one, other, branch)

    merged = merge(one, other, by=salem)

    one.refresh_from_db()
    other.refresh_from_db()
    assert other.merged_into == one
    assert other.is_archived
    assert one.name_ar == "شركة آفاق الخليج"
    assert (one.name_en, one.phone, one.website) == ("Afaq Gulf", "0501234567", "https://afaq.example")
    assert Interaction.objects.get(pk=spoken.pk).account == one
    assert one.last_contact_at == spoken.at
    assert {tagging.tag.name for tagging in one.taggings.all()} == {"مهم", "تصدير"}
    positions = {each.contact: each for each in one.positions.all()}
    assert set(positions) == {shared, alone}
    assert positions[shared].title == "مديرة المشتريات"
    assert [each.is_primary for each in positions.values()].count(True) == 1
    assert Account.objects.get(pk=branch.pk).parent == one
    assert other not in Account.objects.visible_to(salem)

    undo_merge(merged, by=salem)
    assert state_of(one, other, branch) == before
    assert not MergedRow.objects.exclude(came=MergedRow.Came.BACK).exists()


def test_what_changed_since_stays_with_the_survivor_and_is_listed(two, salem):
    one, other = two
    first, second = log(other, salem), log(other, salem)
    merged = merge(one, other, by=salem)
    changed = Interaction.objects.get(pk=first.pk)
    changed.subject = "غير ذلك"
    changed.save_version()
    new = log(Account.objects.get(pk=one.pk), salem)
    Account.objects.get(pk=one.pk)
    undo_merge(merged, by=salem)
    at = dict(Interaction.objects.values_list("pk", "account"))
    assert at == {first.pk: one.pk, second.pk: other.pk, new.pk: one.pk}
    stayed = MergedRow.objects.get(came=MergedRow.Came.CHANGED)
    assert (stayed.table, stayed.row_id) == ("interactions.interaction", first.pk)


def test_a_field_edited_since_stays_as_it_was_edited(two, salem):
    one, other = two
    merged = merge(one, other, by=salem)
    edited = Account.objects.get(pk=one.pk)
    edited.website = "https://new.example"
    services.change_account(edited, by=salem, read_version=edited.version, changed=["website"])
    undone = undo_merge(merged, by=salem)
    one.refresh_from_db()
    assert (one.website, one.phone) == ("https://new.example", "")
    assert undone.counts[""]["fields"] == ["website"]


def test_each_field_is_taken_from_the_side_that_was_chosen(two, salem):
    one, other = two
    merge(one, other, by=salem, choices={"name_ar": "absorbed", "phone": "survivor"})
    one.refresh_from_db()
    assert (one.name_ar, one.phone, one.phone_e164) == ("افاق الخليج", "", "")


def test_contacts_keep_the_phones_and_mailboxes_of_both(in_noor, salem):
    one = person(salem, phone_1="0501234567", phone_1_e164="+966501234567", email_1="sara@a.example")
    other = person(
        salem, phone_1="+966 50 123 4567", phone_1_e164="+966501234567", phone_2="0559", phone_2_e164="+966559000000",
        email_1="sara@b.example",
    )  # fmt: skip
    merged = merge(one, other, by=salem)
    one.refresh_from_db()
    assert (one.phone_1_e164, one.phone_2_e164, one.phone_3_e164) == ("+966501234567", "+966559000000", "")
    assert (one.email_1, one.email_2) == ("sara@a.example", "sara@b.example")
    undo_merge(merged, by=salem)
    one.refresh_from_db()
    assert (one.phone_2, one.email_2) == ("", "")


def consent(contact, salem, state, purpose="marketing"):
    return write_consent(
        contact, by=salem, channel="email", purpose=purpose, state=state, wording="نعم", source="نموذج"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ("given", "withdrawn", "withdrawn"),
        ("withdrawn", "given", "withdrawn"),
        ("given", "given", "given"),
        (None, "given", "given"),
        (None, "withdrawn", "withdrawn"),
    ],
)
def test_the_stricter_consent_holds_and_the_undo_brings_back_the_own(in_noor, salem, mine, theirs, after):
    one, other = person(salem), person(salem)
    for contact, state in ((one, mine), (other, theirs)):
        if state:
            consent(contact, salem, state)
    merged = merge(one, other, by=salem)
    assert one.consents.order_by("-id").first().state == after
    undo_merge(merged, by=salem)
    last = one.consents.order_by("-id").first()
    assert (last.state if last else None) == (mine or "withdrawn")
    assert other.consents.order_by("-id").first().state == theirs


@pytest.mark.parametrize("is_mine", [True, False])
def test_who_refused_all_advertising_gets_no_kind_of_it_after_a_merge(in_noor, salem, is_mine):
    one, other = person(salem), person(salem)
    agreeing, refusing = (other, one) if is_mine else (one, other)
    consent(refusing, salem, "withdrawn")
    Consent.objects.create(
        contact=agreeing, channel="email", purpose="news", state="given", wording="", source=""
    )
    merged = merge(one, other, by=salem)
    assert not Contact.objects.consented("email", "news").exists()
    undo_merge(merged, by=salem)
    assert list(Contact.objects.consented("email", "news")) == [agreeing]


def test_a_consent_written_since_outlives_the_undo(in_noor, salem):
    one, other = person(salem), person(salem)
    consent(one, salem, "given")
    consent(other, salem, "withdrawn")
    merged = merge(one, other, by=salem)
    consent(Contact.objects.get(pk=one.pk), salem, "given")
    said = consent(Contact.objects.get(pk=one.pk), salem, "withdrawn")
    undo_merge(merged, by=salem)
    assert one.consents.order_by("-id").first() == said


def test_two_customers_who_are_persons_bring_their_contacts_together(in_noor, salem):
    def customer(**fields):
        return services.add_account(by=salem, fields={"kind": "person", "owner": salem, **fields})

    one = customer(name_ar="سارة القحطاني", phone="0501234567", phone_e164="+966501234567")
    other = customer(name_ar="ساره القحطاني", email="sara@a.example")
    merged = merge(one, other, by=salem)
    standing = Contact.objects.standing()
    assert standing.count() == 1
    assert standing.get().email_1 == "sara@a.example"
    assert one.positions.count() == 1
    undo_merge(merged, by=salem)
    assert standing.count() == 2
    assert {each.positions.get().account for each in standing} == {one, other}


def test_a_contact_who_is_a_customer_is_not_absorbed(in_noor, salem):
    services.add_account(by=salem, fields={"kind": "person", "name_ar": "سارة", "owner": salem})
    customer, other = Contact.objects.get(), person(salem)
    with pytest.raises(IsACustomer):
        merge(other, customer, by=salem)
    merge(customer, other, by=salem)


def test_a_survivor_below_the_absorbed_makes_no_circle(two, salem):
    one, other = two
    between = services.add_account(by=salem, fields={"name_ar": "بين", "parent": other})
    one.parent = between
    services.change_account(one, by=salem, read_version=one.version, changed=["parent"])
    merged = merge(one, other, by=salem)
    one.refresh_from_db()
    between.refresh_from_db()
    assert between.parent == one
    assert one.parent is None
    undo_merge(merged, by=salem)
    one.refresh_from_db()
    between.refresh_from_db()
    assert (one.parent, between.parent) == (between, other)


def test_an_absorbed_parent_hands_its_own_parent_down(two, salem):
    one, other = two
    top = services.add_account(by=salem, fields={"name_ar": "المجموعة"})
    other.parent = top
    services.change_account(other, by=salem, read_version=other.version, changed=["parent"])
    one.parent = other
    services.change_account(one, by=salem, read_version=one.version, changed=["parent"])
    merge(one, other, by=salem)
    one.refresh_from_db()
    assert one.parent == top
    assert is_at_or_below(one, top)


def test_a_chain_ends_at_the_last_survivor_and_is_undone_from_its_end(two, salem):
    one, other = two
    third = services.add_account(by=salem, fields={"name_ar": "آفاق", "owner": salem})
    spoken = log(other, salem)
    first = merge(one, other, by=salem)
    with pytest.raises(MergedBefore):
        merge(third, other, by=salem)
    second = merge(third, one, by=salem)
    other.refresh_from_db()
    assert other.merged_into == third
    with pytest.raises(TooLate):
        undo_merge(first, by=salem)
    undo_merge(second, by=salem)
    undo_merge(first, by=salem)
    assert Interaction.objects.get(pk=spoken.pk).account == other
    assert not Account.objects.exclude(merged_into=None).exists()


def test_what_cannot_be_one_is_refused_and_writes_nothing(two, salem, reem, karim, theirs):
    one, other = two
    firm = services.add_account(by=salem, fields={"kind": "person", "name_ar": "سارة", "owner": salem})
    with pytest.raises(Itself):
        merge(one, one, by=salem)
    with pytest.raises(OtherKind):
        merge(one, firm, by=salem)
    with pytest.raises(OtherKind):
        merge(one, Contact.objects.first(), by=salem)
    with pytest.raises(NotFound):
        merge(one, theirs, by=salem)
    with pytest.raises(NotAllowed):
        merge(one, other, by=reem)
    with pytest.raises(Stale):
        merge(one, other, by=salem, read_versions={one.pk: 1, other.pk: 7})
    other.archive(by=salem)
    with pytest.raises(IsArchived):
        merge(one, other, by=salem)
    assert not Merge.objects.exists()
    assert not Event.objects.filter(verb="account.merged").exists()


def test_what_one_does_not_see_one_does_not_merge(two, noor, salem, mona):
    noor.visibility = "team"
    noor.save()
    one, other = two
    other.owner = mona
    services.change_account(other, by=mona, read_version=other.version, changed=["owner"])
    salem.workspace.refresh_from_db()
    with pytest.raises(NotFound):
        merge(one, other, by=salem)


def test_nobody_works_with_the_absorbed_one(two, salem):
    one, other = two
    merge(one, other, by=salem)
    other.refresh_from_db()
    with pytest.raises(Merged) as refusal:
        other.set_status("active", by=salem)
    assert refusal.value.record == one
    with pytest.raises(Merged):
        other.restore(by=salem)


def test_the_undo_is_offered_for_thirty_days_and_then_the_detail_goes(two, salem):
    merged = merge(*two, by=salem)
    assert merged.rows.exists()
    assert forget_details() == 0
    early = timezone.now() - timedelta(days=31)
    Merge.objects.filter(pk=merged.pk).update(at=early, detail_until=early + timedelta(days=30))
    merged.refresh_from_db()
    with pytest.raises(TooLate):
        undo_merge(merged, by=salem)
    assert forget_details() == 1
    assert forget_details() == 0
    assert not MergedRow.objects.exists()
    assert Merge.objects.get().fields == {}


def test_undone_twice_it_is_undone_once(two, salem):
    merged = merge(*two, by=salem)
    undo_merge(merged, by=salem)
    undo_merge(merged, by=salem)
    assert Event.objects.filter(verb="account.unmerged").count() == 1


def test_a_survivor_deleted_for_good_takes_the_absorbed_along(two, huda):
    from accounts.deletion import delete_for_good

    one, other = two
    merge(one, other, by=huda)
    one.refresh_from_db()
    delete_for_good(one, by=huda)
    assert not Account.objects.filter(pk__in=[one.pk, other.pk]).exists()
    assert not Merge.objects.exists()


def test_a_refused_pair_comes_again_only_when_its_data_changes(two, salem):
    one, other = two
    assert look_at(Account, [one.pk, other.pk]) == 1
    refuse_pair(one, other, by=salem, why="فرعان")
    assert look_at(Account, [one.pk, other.pk]) == 0
    assert pair_of(one, other).state == "refused"
    other.city = "الرياض"
    services.change_account(other, by=salem, read_version=other.version, changed=["city"])
    look_at(Account, [other.pk])
    assert pair_of(one, other).state == "open"
