"""Random trees of rules mean the same in the database as in a few lines of Python; what is kept is read back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import services
from accounts.models import Account, Consent, Contact, Position
from accounts.segments.keys import difference, pack, unpack
from accounts.segments.querying import people as keys_of
from accounts.segments.querying import places, vocabulary
from accounts.segments.tree import DEEPEST, MOST_RULES, Unsound, describe, kept, read
from lib.lists.rules import LARGEST_NUMBER, NUMBER, Param, Unfit

pytestmark = pytest.mark.usefixtures("in_noor")
GENDERS, TIERS, STATUSES, CITIES = ("", "female", "male"), ("", "A", "B"), ("active", "lost"), ("", "Jeddah")


def years_ago(years):
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=min(today.day, 28))


@pytest.fixture
def crowd(in_noor, salem):
    """Accounts and contacts of many kinds; some contacts stand at two accounts, some records are archived."""
    accounts, contacts = [], []
    for at in range(8):
        account = services.add_account(by=salem, fields={"name_en": f"A{at}", "owner": salem})
        bought = timezone.localdate() - timedelta(days=at * 15)
        Account.objects.filter(pk=account.pk).update(
            tier=TIERS[at % 3],
            status=STATUSES[at % 2],
            city=CITIES[at % 2],
            lead_stage=None,
            last_purchase_on=bought if at % 3 else date(1900, 1, 1),
            bought_minor=at * 10_000,
        )
        accounts.append(account)
    for at in range(14):
        contact = services.add_contact(by=salem, fields={"name_en": f"C{at}"}, account=accounts[at % 8])
        Contact.objects.filter(pk=contact.pk).update(
            gender=GENDERS[at % 3],
            birth_on=years_ago(20 + at * 3) if at % 4 else None,
            archived_at=timezone.now() if at == 13 else None,
        )
        if at % 5 == 0:
            Position.objects.create(contact=contact, account=accounts[(at + 3) % 8])
        for state in ("given", "withdrawn")[: at % 3]:
            Consent.objects.create(
                contact=contact, channel="email", purpose="marketing", state=state, wording="w", source="s"
            )
        contacts.append(contact)
    Account.objects.filter(pk=accounts[7].pk).update(archived_at=timezone.now())
    return [each.pk for each in contacts]


def rule(field, op, **values):
    return {"field": field, "op": op, "values": values}


def within(row, days):
    bought = row.account.last_purchase_on
    today = timezone.localdate()
    return bought != date(1900, 1, 1) and today - timedelta(days=days) <= bought <= today


def age(row):
    born, today = row.contact.birth_on, timezone.localdate()
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def consent(row):
    rows = row.contact.consents.filter(channel="email", purpose="marketing").order_by("id")
    return [each.state for each in rows][-1:]


# Each kind of rule, and what it means of one contact at one account.
LEAVES = [
    *((rule("contact.gender", "one_of", choices=[g]), lambda row, g=g: row.contact.gender == g) for g in GENDERS[1:]),
    (rule("contact.gender", "empty"), lambda row: row.contact.gender == ""),
    *((rule("account.tier", "one_of", choices=[t]), lambda row, t=t: row.account.tier == t) for t in TIERS[1:]),
    *((rule("account.status", "one_of", choices=[s]), lambda row, s=s: row.account.status == s) for s in STATUSES),
    (rule("account.city", "is", text="jeddah"), lambda row: row.account.city.lower() == "jeddah"),
    (rule("account.city", "empty"), lambda row: row.account.city == ""),
    *((rule("account.last_purchase", "within", days=str(d)), lambda row, d=d: within(row, d)) for d in (0, 15, 60)),
    (rule("account.last_purchase", "empty"), lambda row: row.account.last_purchase_on == date(1900, 1, 1)),
    (rule("account.bought", "least", least="300"), lambda row: row.account.bought_minor >= 30_000),
    (rule("contact.age", "least", least="30"), lambda row: age(row) is not None and age(row) >= 30),
    (
        rule("contact.age", "between", least="25", most="41"),
        lambda row: age(row) is not None and 25 <= age(row) <= 41,
    ),
    (rule("contact.birth_on", "empty"), lambda row: row.contact.birth_on is None),
    (
        rule("contact.consent", "given", purposes="marketing", channels="email"),
        lambda row: consent(row) == ["given"],
    ),
    (
        rule("contact.consent", "refused", purposes="marketing", channels="email"),
        lambda row: consent(row) == ["withdrawn"],
    ),
    (rule("account.complaint_open", "yes"), lambda row: False),
    (rule("account.tag", "empty"), lambda row: True),
    (rule("account.industry", "empty"), lambda row: row.account.industry_id is None),
]  # fmt: skip

leaves = st.tuples(st.integers(0, len(LEAVES) - 1), st.booleans()).map(
    lambda pair: {"leaf": pair[0], "not": pair[1]}
)


def groups(parts):
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["all", "any"]),
            "not": st.booleans(),
            "parts": st.lists(parts, min_size=1, max_size=3),
        }
    )


trees = groups(leaves | groups(leaves | groups(leaves)))


def raw(node):
    if "leaf" in node:
        return {**LEAVES[node["leaf"]][0], "not": node["not"]}
    return {"kind": node["kind"], "not": node["not"], "parts": [raw(part) for part in node["parts"]]}


def meant(node, row):
    if "leaf" in node:
        held = LEAVES[node["leaf"]][1](row)
    else:
        held = (all if node["kind"] == "all" else any)(meant(part, row) for part in node["parts"])
    return held != node["not"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_the_database_means_what_python_means(crowd, tree):
    known = vocabulary()
    sound = read(raw(tree), known)
    rows = Position.objects.filter(contact__archived_at=None, account__archived_at=None)
    expected = {row.contact_id for row in rows.select_related("contact", "account") if meant(tree, row)}
    found = list(keys_of(places(sound, known)))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert read(kept(sound, known), known) == sound


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_every_tree_is_said_in_both_languages(in_noor, tree):
    known = vocabulary()
    sound = read(raw(tree), known)
    said = {}
    for language in ("ar", "en"):
        with translation.override(language):
            said[language] = describe(sound, known)
    assert all(said.values())
    assert "%(" not in "".join(said.values())


def every_operator():
    """Each operator of each field, filled in with something."""
    known = vocabulary()
    for key, word in known.words.items():
        for operator in word.asked.operators:
            values, has_choice = {}, True
            for param in operator.params:
                if param.kind == "choices":
                    offered = list(known.choices(param))
                    has_choice &= bool(offered) or not param.is_required
                    values[param.name] = offered[:2]
                else:
                    values[param.name] = {"text": "x", "day": "2026-01-31"}.get(param.kind, "7")
            if has_choice:
                yield {"field": key, "op": operator.key, "values": values}


def test_every_operator_of_every_field_is_asked_and_said(crowd):
    known, seen = vocabulary(), 0
    for leaf in every_operator():
        for is_negated in (False, True):
            tree = read({"kind": "all", "parts": [{**leaf, "not": is_negated}]}, known)
            list(keys_of(places(tree, known)))
            assert describe(tree, known)
            seen += 1
    assert seen > 150


def test_one_rule_here_and_another_there_is_nobody(crowd, salem):
    """Who stands at two accounts is meant when the rules hold at one of them."""
    here = services.add_account(by=salem, fields={"name_en": "Here", "owner": salem, "tier": "A"})
    there = services.add_account(
        by=salem, fields={"name_en": "There", "owner": salem, "tier": "B", "city": "Jeddah"}
    )
    both = services.add_contact(by=salem, fields={"name_en": "Both"}, account=here)
    Position.objects.create(contact=both, account=there)
    known = vocabulary()
    city = rule("account.city", "is", text="Jeddah")

    def found(tier):
        parts = [rule("account.tier", "one_of", choices=[tier]), city]
        return both.pk in keys_of(places(read({"kind": "all", "parts": parts}, known), known))

    assert not found("A")
    assert found("B")


def nested(depth):
    leaf = rule("contact.gender", "empty")
    tree = {"kind": "all", "parts": [leaf]}
    for _level in range(depth - 1):
        tree = {"kind": "any", "parts": [tree]}
    return tree


def test_too_deep_and_too_many_is_refused(in_noor):
    known = vocabulary()
    assert read(nested(DEEPEST), known)
    with pytest.raises(Unsound):
        read(nested(DEEPEST + 1), known)
    leaf = rule("contact.gender", "empty")
    assert read({"kind": "all", "parts": [leaf] * MOST_RULES}, known)
    with pytest.raises(Unsound):
        read({"kind": "all", "parts": [leaf] * (MOST_RULES + 1)}, known)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "parts", "field", "op", "values", "not"]), parts, max_size=5
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=anything)
def test_what_is_no_tree_is_refused(in_noor, tree):
    with pytest.raises(Unsound) as refusal:
        read(tree, vocabulary())
    assert refusal.value.problems


sets = st.sets(st.integers(1, 2**62), max_size=40)


@given(before=sets, after=sets)
def test_keys_come_back_and_tell_who_came_and_went(before, after):
    assert list(unpack(pack(sorted(before)))) == sorted(before)
    came, went = difference(sorted(before), unpack(pack(sorted(after))))
    assert set(came) == after - before
    assert set(went) == before - after


def test_keys_out_of_order_are_not_kept():
    with pytest.raises(ValueError, match="2 after 3"):
        pack([3, 2])


@pytest.mark.parametrize(
    ("typed", "meant"), [("2.5", "2.5"), ("٢٫٥", "2.5"), ("-1,000.25", "-1000.25"), ("7", "7"), ("−3", "-3")]
)
def test_numbers_with_decimals_are_read_in_either_script(typed, meant):
    assert Param("least", NUMBER, "From", places=4, least=-LARGEST_NUMBER).read(typed, {}) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "a", "1.23456", "1.", ".5", "1e3", "9" * 20, "1.2.3"])
def test_what_is_no_number_with_decimals_is_refused(typed):
    with pytest.raises(Unfit):
        Param("least", NUMBER, "From", places=4, least=-LARGEST_NUMBER).read(typed, {})
