"""Merge, then undo: as before, whatever there was; with changes between, exactly those stay."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import services
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account, MergedRow, Position
from interactions.models import FollowUp, Interaction
from interactions.services import add_follow_up, log_interaction

pytestmark = pytest.mark.django_db

NAMES = st.sampled_from(["آفاق الخليج", "درة الوادي", "نبع الجزيرة"])
SIDE = st.fixed_dictionaries(
    {
        "name_ar": NAMES,
        "name_en": st.sampled_from(["", "Afaq", "Durrah"]),
        "tier": st.sampled_from(["", "A", "C"]),
        "city": st.sampled_from(["", "جدة", "الرياض"]),
        "other_names": st.sampled_from(["", "آفاق", "الوادي|النبع"]),
        "description": st.sampled_from(["", "قديم"]),
        "phone": st.sampled_from(["", "0501234567"]),
    }
)
HANGS = st.fixed_dictionaries(
    {
        "tags": st.sets(st.sampled_from(["مهم", "تصدير", "موسمي"])),
        "people": st.sets(st.integers(0, 2)),
        "calls": st.integers(0, 2),
        "steps": st.integers(0, 2),
        "branches": st.integers(0, 1),
    }
)
CHOICES = st.dictionaries(
    st.sampled_from(["name_ar", "city", "tier", "description", "phone"]),
    st.sampled_from(["survivor", "absorbed"]),
)


class Rollback(Exception):
    pass


def furnish(account, hangs, people, salem):
    for place in sorted(hangs["people"]):
        services.place_contact(people[place], account, by=salem, title=f"لقب {place}")
    for _each in range(hangs["calls"]):
        fields = {"channel": "call", "direction": "out", "subject": "", "text": "نص", "outcome": "reached"}
        log_interaction(account=account, by=salem, at=timezone.now() - timedelta(days=1), fields=fields)
    for _each in range(hangs["steps"]):
        due_on = timezone.localdate() + timedelta(days=3)
        add_follow_up(account=account, by=salem, fields={"reason": "عرض", "due_on": due_on, "owner": salem})
    for _each in range(hangs["branches"]):
        services.add_account(by=salem, fields={"name_ar": "فرع", "parent": account})


def snapshot():
    """Every row that a merge could touch, but for versions and the time of the last change."""
    left_out = {"version", "updated_at"}
    tables = (Account, Position, Interaction, FollowUp, Account.taggings.rel.related_model)
    return {
        model._meta.label: sorted(
            tuple((name, str(value)) for name, value in row.items() if name not in left_out)
            for row in model.objects.values()
        )
        for model in tables
    }


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sides=st.tuples(SIDE, SIDE), hang=st.tuples(HANGS, HANGS), choices=CHOICES, changed=st.integers(0, 3))
def test_merge_then_undo_is_as_before_but_for_what_changed(in_noor, salem, sides, hang, choices, changed):
    try:
        with transaction.atomic():
            people = [services.add_contact(by=salem, fields={"name_ar": f"شخص {n}"}) for n in range(3)]
            made = [
                services.add_account(by=salem, fields={**fields, "owner": salem}, tags=sorted(each["tags"]))
                for fields, each in zip(sides, hang, strict=True)
            ]
            for account, each in zip(made, hang, strict=True):
                furnish(account, each, people, salem)
            before = snapshot()
            merged = merge(*made, by=salem, choices=choices)
            moved = list(
                merged.rows.filter(table="interactions.interaction").values_list("row_id", flat=True)
            )
            edited = moved[:changed]
            Interaction.objects.filter(pk__in=edited).update(text="غير ذلك")
            undo_merge(merged, by=salem)
            after = snapshot()
            stayed = set(MergedRow.objects.exclude(came=MergedRow.Came.BACK).values_list("table", "row_id"))
            assert stayed == {("interactions.interaction", pk) for pk in edited}
            if not edited:
                assert after == before
            else:
                rest = before.keys() - {"accounts.Account", "interactions.Interaction"}
                assert {name: after[name] for name in rest} == {name: before[name] for name in rest}
                at = dict(Interaction.objects.filter(pk__in=moved).values_list("pk", "account"))
                assert {pk for pk, account in at.items() if account == made[0].pk} == set(edited)
            raise Rollback
    except Rollback:
        pass
