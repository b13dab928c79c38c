"""Which names, phones and addresses make two customers look like one: cases, and a planted sample through the sweep."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.duplicates.likeness import Facts, compare_accounts, compare_contacts
from accounts.duplicates.names import (
    OTHER,
    PART,
    SAME,
    TYPO,
    compare,
    distance,
    is_one_off,
    same_across_scripts,
    words_of,
)
from accounts.duplicates.pairs import look_at
from accounts.duplicates.sweeping import SWEEP, sweep
from accounts.models import Account, Contact, ContactPair, Position
from accounts.services import add_account, add_contact
from benchmarks.planted import quality, register
from lib.tenancy.copying import copy_rows, reserve_ids
from lib.tenancy.models import take_numbers
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job

SAMPLE = {"count": 1_500, "planted": 250}


def names(one, other, *, is_company=False):
    return compare(words_of(one, is_company=is_company), words_of(other, is_company=is_company)).how


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("سارة القحطاني", "ساره قحطانى", SAME),
        ("عبد الله العتيبي", "عبدالله العتيبي", SAME),
        ("القحطاني سارة محمد", "سارة محمد القحطاني", SAME),
        ("د. سارة القحطاني", "سارة القحطاني", SAME),
        ("سارة القحطاني", "سارةالقحطاني", TYPO),
        ("سارة القحطاني", "سارة القحطني", TYPO),
        ("سارة القحطاني", "سارة القحاطني", TYPO),
        ("سارة محمد القحطاني", "سارة القحطاني", PART),
        ("محمد خالد القحطاني", "خالد محمد القحطاني", OTHER),
        ("أحمد القحطاني", "محمد القحطاني", OTHER),
        ("هند العتيبي", "هدى العتيبي", OTHER),
        ("سارة القحطاني", "سارة الغامدي", OTHER),
        ("Mohammed Al-Qahtani", "MOHAMMED ALQAHTANI", SAME),
    ],
)
def test_names_of_people(one, other, how):
    assert names(one, other) == how
    assert names(other, one) == how


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("شركة آفاق الخليج المحدودة", "افاق الخليج", SAME),
        ("مؤسسة آفاق الخليج", "شركة آفاق الخليج", SAME),
        ("Afaq Gulf Co. Ltd", "AFAQ GULF EST.", SAME),
        ("آفاق الخليج", "آفاق الخليچ", TYPO),
        ("آفاق الخليج", "افاق الخلييج", TYPO),
        ("آفاق الخليج للتجارة", "آفاق الخليج للمقاولات", OTHER),
    ],
)
def test_names_of_companies(one, other, how):
    assert names(one, other, is_company=True) == how


@given(st.text("ابتثجحخدذرز", min_size=1, max_size=9), st.text("ابتثجحخدذرز", min_size=1, max_size=9))
def test_distance_is_the_same_both_ways_and_nothing_to_oneself(one, other):
    assert distance(one, other) == distance(other, one)
    assert distance(one, one) == 0
    assert (distance(one, other) == 0) == (one == other)


@given(st.text("ابت", max_size=7), st.text("ابت", max_size=7))
def test_one_letter_off_is_seen_at_a_glance(one, other):
    assert is_one_off(one, other) == (distance(one, other) == 1)


def test_a_name_is_known_in_the_other_script():
    arabic, latin = (words_of(name, is_company=False) for name in ("محمد القحطاني", "Mohammed Al-Qahtani"))
    assert same_across_scripts(arabic, latin)
    other = words_of("Mahmoud Al-Ghamdi", is_company=False)
    assert not same_across_scripts(arabic, other)


PHONE, OTHER_PHONE = frozenset({"+966501234567"}), frozenset({"+966559999999"})
NEAR_PHONE = frozenset({"+966501234561"})


def contact(pk, name, **more):
    return Facts(pk, (name, ""), **more)


@pytest.mark.parametrize(
    ("one", "other", "is_likely", "reason"),
    [
        (contact(1, "سارة القحطاني", phones=PHONE), contact(2, "سارة القحطني", phones=PHONE), True, "name_letters_1"),
        (contact(1, "سارة القحطاني", phones=PHONE), contact(2, "نورة القحطاني", phones=PHONE), False, None),
        (contact(1, "سارة القحطاني", phones=PHONE), contact(2, "سارة القحطاني", phones=OTHER_PHONE), False, None),
        (contact(1, "سارة القحطاني", phones=PHONE), contact(2, "سارة القحطاني", phones=NEAR_PHONE), True, "phone_near"),
        (
            contact(1, "سارة القحطاني", phones=PHONE, birth_on=date(1990, 1, 1)),
            contact(2, "سارة القحطاني", phones=PHONE, birth_on=date(1991, 1, 1)),
            False,
            None,
        ),
        (
            contact(1, "سارة القحطاني", places=frozenset({7})),
            contact(2, "ساره قحطاني", places=frozenset({7})),
            True,
            "place_same",
        ),
    ],
)  # fmt: skip
def test_people(one, other, is_likely, reason):
    verdict = compare_contacts(one, other)
    assert verdict.is_likely == is_likely
    assert compare_contacts(other, one) == verdict
    assert reason is None or reason in verdict.reasons


def company(pk, name, **more):
    return Facts(pk, (name, ""), is_person=False, **more)


@pytest.mark.parametrize(
    ("one", "other", "is_likely"),
    [
        (company(1, "شركة آفاق الخليج"), company(2, "آفاق الخليج"), True),
        (company(1, "آفاق الخليج", city="جدة"), company(2, "آفاق الخليج", city="الرياض"), True),
        (
            company(1, "آفاق الخليج", city="جدة", phones=PHONE),
            company(2, "آفاق الخليج", city="الرياض", phones=OTHER_PHONE),
            False,
        ),
        (company(1, "آفاق الخليج"), company(2, "آفاق الخليج", places=frozenset({1})), False),
        (company(1, "آفاق الخليج للتجارة"), company(2, "آفاق الخليج للمقاولات"), True),
        (company(1, "نجمة الوادي", host="a.example"), company(2, "درة الوادي", host="a.example"), False),
    ],
)
def test_companies(one, other, is_likely):
    assert compare_accounts(one, other).is_likely == is_likely


def planted(salem):
    """The people of a small register as contacts; the pairs of keys that are one person."""
    people = register(**SAMPLE)
    places = max(each.place for each in people.people) + 1
    accounts = [{"id": pk, "name_ar": f"حساب رقم {pk}"} for pk in reserve_ids(Account, places)]
    numbers = iter(range(take_numbers(Account, places), 10**9))
    copy_rows(Account, [{**each, "number": next(numbers)} for each in accounts])
    ids = reserve_ids(Contact, len(people.people))
    first = take_numbers(Contact, len(ids))
    rows = [
        {"id": pk, "number": first + place, **each.fields()}
        for place, (pk, each) in enumerate(zip(ids, people.people, strict=True))
    ]
    copy_rows(Contact, rows)
    copy_rows(
        Position,
        [
            {"contact_id": pk, "account_id": accounts[each.place]["id"]}
            for pk, each in zip(ids, people.people, strict=True)
        ],
    )
    return {tuple(sorted((ids[one], ids[other]))) for one, other in people.duplicates}


@pytest.mark.django_db
def test_the_sweep_finds_what_was_planted_and_little_else(in_noor, salem, monkeypatch):
    pairs = planted(salem)
    monkeypatch.setattr("accounts.duplicates.sweeping.BATCH", 400)
    job = sweep(by=salem, is_whole=True)
    while not Job.objects.get(pk=job.pk).is_over:
        Job.objects.filter(pk=job.pk).update(lease_until=job.created_at)
        run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", job.total)
    found = {tuple(sorted(pair)) for pair in ContactPair.objects.values_list("first", "second")}
    recall, precision = quality(found, pairs)
    assert recall >= 0.95
    assert precision >= 0.98
    again = sweep(by=salem, is_whole=True)
    run_slice(again.pk)
    assert ContactPair.objects.count() == len(found)


@pytest.mark.django_db
def test_a_sweep_asked_for_twice_is_one_and_can_be_stopped(in_noor, salem):
    add_account(by=salem, fields={"name_ar": "آفاق"})
    job = sweep(by=salem)
    assert sweep(by=salem) == job
    cancel_job(job)
    assert Job.objects.get(kind=SWEEP).state == "cancelled"


@pytest.mark.django_db
def test_the_nightly_sweep_looks_at_what_changed(in_noor, salem):
    fields = {"name_ar": "سارة القحطاني", "phone_1": "0501234567", "phone_1_e164": "+966501234567"}
    add_contact(by=salem, fields=fields)
    run_slice(sweep().pk)
    other = add_contact(by=salem, fields=fields)
    Contact.objects.exclude(pk=other.pk).update(updated_at="2020-01-01T00:00Z")
    job = sweep()
    assert job.total == 1
    run_slice(job.pk)
    assert ContactPair.objects.get().score >= 97


@pytest.mark.django_db
def test_a_pair_that_is_alike_no_more_is_gone(in_noor, salem):
    fields = {"name_ar": "سارة القحطاني", "phone_1": "0501234567", "phone_1_e164": "+966501234567"}
    one, other = (add_contact(by=salem, fields=fields) for _time in range(2))
    assert look_at(Contact, [one.pk]) == 1
    Contact.objects.filter(pk=other.pk).update(name_ar="خالد الحربي", phone_1_e164="")
    assert look_at(Contact, [other.pk]) == 0
    assert not ContactPair.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shared", "is_found"),
    [
        ({}, False),
        ({"birth_on": "1980-05-05"}, True),
        ({"phone_1_e164": "+966501234567"}, True),
        ({"phone_1_e164": "+966501234568"}, True),
        ({"phone_1_e164": "+966507654321"}, False),
        ({"email_1": "info@company.example"}, True),
    ],
)
def test_namesakes_are_looked_at_when_they_share_something_more(in_noor, salem, shared, is_found):
    fields = {"name_ar": "سارة القحطاني", "birth_on": "1980-05-05", "phone_1_e164": "+966501234567"}
    add_contact(by=salem, fields={**fields, "email_1": "info@company.example"})
    other = add_contact(by=salem, fields={"name_ar": "ساره القحطاني", **shared})
    look_at(Contact, [other.pk])
    assert ContactPair.objects.exists() is is_found


@pytest.mark.django_db
def test_namesakes_at_one_large_account_are_found_although_too_many_are_there(in_noor, salem, monkeypatch):
    monkeypatch.setattr("accounts.duplicates.finding.MOST_SHARING", 3)
    account = add_account(by=salem, fields={"name_ar": "آفاق"})
    names = ["سارة القحطاني", "ساره القحطاني", "فهد العتيبي", "نورة الشمري", "ماجد الحربي"]
    made = [add_contact(by=salem, fields={"name_ar": name}, account=account) for name in names]
    look_at(Contact, [each.pk for each in made])
    pair = ContactPair.objects.get()
    assert {pair.first_id, pair.second_id} == {made[0].pk, made[1].pk}
