"""Pairs of likely duplicates: kept as they are found, refused by a person, taken up again."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.duplicates.finding import Found, mark_of, pairs_among, read_facts
from accounts.models import Account, AccountPair, Contact, ContactPair
from timeline.services import record

PAIRS = {Account: AccountPair, Contact: ContactPair}


def look_at(model, keys) -> int:
    """Compare these records with all others and keep what is found; how many pairs are new. Safe to be run twice."""
    keys = list(keys)
    with transaction.atomic():
        return keep_pairs(model, keys, pairs_among(model, keys))


def keep_pairs(model, keys, found: Found) -> int:
    """Of the pairs with one of these: new ones are written, open ones that are alike no more go."""
    pairs = PAIRS[model]
    state = pairs.State
    concerned = pairs.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    held = {
        (pair.first_id, pair.second_id): pair
        for pair in concerned.select_for_update(no_key=True).order_by("pk")
    }
    gone = [pair.pk for ids, pair in held.items() if ids not in found and pair.state == state.OPEN]
    pairs.objects.filter(pk__in=gone).delete()
    changed, new = [], []
    for ids, (verdict, mark) in found.items():
        pair = held.get(ids)
        told = {"score": verdict.score, "reasons": list(verdict.reasons), "mark": mark}
        if pair is None:
            new.append(pairs(first_id=ids[0], second_id=ids[1], **told))
        elif pair.mark != mark or (pair.state == state.OPEN and pair.score != verdict.score):
            if pair.state == state.REFUSED:
                pair.state, pair.found_at = state.OPEN, timezone.now()
                pair.decided_at = pair.decided_by = None
            for name, value in told.items():
                setattr(pair, name, value)
            changed.append(pair)
    columns = ["state", "found_at", "decided_at", "decided_by", "score", "reasons", "mark"]
    pairs.objects.bulk_update(changed, columns)
    pairs.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def ordered(one, other):
    return (one, other) if one.pk < other.pk else (other, one)


def pair_of(one, other):
    """The pair of these two, if one was ever found."""
    first, second = ordered(one, other)
    return PAIRS[type(one)].objects.filter(first=first, second=second).first()


def held_pair(first, second):
    rows = PAIRS[type(first)].objects.filter(first=first, second=second)
    return rows.select_for_update(no_key=True).order_by("pk").first()


@transaction.atomic
def refuse_pair(one, other, *, by, why=""):
    """These are two customers. They are not offered again until something changes that they were found by."""
    first, second = ordered(one, other)
    model, pairs = type(one), PAIRS[type(one)]
    facts = read_facts(model, [first.pk, second.pk])
    mark = mark_of(facts[first.pk], facts[second.pk]) if len(facts) == 2 else ""
    pairs.objects.get_or_create(first=first, second=second, defaults={"score": 0, "mark": mark})
    pair = held_pair(first, second)
    if pair.state != pairs.State.OPEN:
        return pair
    pair.state, pair.why, pair.mark = pairs.State.REFUSED, why, mark
    pair.decided_at, pair.decided_by = timezone.now(), by
    pair.save()
    record("duplicate.refused", first, by=by, other=second.name, why=why)
    record("duplicate.refused", second, by=by, is_part=True, other=first.name, why=why)
    return pair


@transaction.atomic
def take_up_pair(one, other, *, by):
    """The opposite of refuse_pair()."""
    first, second = ordered(one, other)
    pair = held_pair(first, second)
    if pair is None or pair.state != pair.State.REFUSED:
        return pair
    pair.state, pair.why, pair.decided_at, pair.decided_by = pair.State.OPEN, "", None, None
    pair.save()
    record("duplicate.reopened", first, by=by, other=second.name)
    record("duplicate.reopened", second, by=by, is_part=True, other=first.name)
    return pair
