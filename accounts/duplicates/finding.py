"""Who is compared with whom. Two customers are looked at together only where they share a sign that an index finds,
and a sign that many share says nothing: so the work grows with the number of customers and not with its square.
"""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import md5
from itertools import combinations

from django.db import connection

from accounts.duplicates.likeness import Facts, Verdict, compare_accounts, compare_contacts, near_phone
from accounts.duplicates.names import core_of
from accounts.models import Account, AccountNameKey, Contact, Position
from lib.tenancy.state import require_workspace_id

# A sign that more have is a switchboard, a mailbox of a group or a name like many.
MOST_SHARING = 40
END = 6  # letters of one end of a company's name: a letter typed wrong leaves the other end as it is

SHARING = """
select sign.value, found.id from unnest(%(values)s::{kind}[]) as sign(value) cross join lateral (
    select {id} as id from {table} where workspace_id = %(workspace)s and {column} = sign.value{given}{kept}
    limit %(most)s
) found
"""
NAMESAKES = """
select sign.value, found.* from unnest(%(values)s::text[]) as sign(value) cross join lateral (
    select id, birth_on, array[phone_1_e164, phone_2_e164, phone_3_e164], array[email_1_key, email_2_key], array(
        select account_id from accounts_position held
        where held.workspace_id = %(workspace)s and held.contact_id = contact.id
    )
    from accounts_contact contact
    where workspace_id = %(workspace)s and name_fold = sign.value and archived_at is null limit %(most)s
) found
"""
Found = dict[tuple[int, int], tuple[Verdict, str]]


def sharing(model, column: str, values: Iterable, *, owner="id", kind="text", is_partial=False) -> dict:
    """{sign: keys of those who share it}, without signs that too many have. Our own names of tables and columns."""
    values = sorted(set(values))
    if not values:
        return {}
    sql = SHARING.format(
        table=model._meta.db_table,
        column=column,
        id=owner,
        kind=kind,
        given=f" and {column} <> ''" if is_partial else "",
        kept=" and archived_at is null" if owner == "id" else "",
    )
    found = defaultdict(set)
    with connection.cursor() as cursor:
        told = {"values": values, "workspace": require_workspace_id(), "most": MOST_SHARING + 1}
        cursor.execute(sql, told)
        for value, pk in cursor.fetchall():
            found[value].add(pk)
    return {value: keys for value, keys in found.items() if len(keys) <= MOST_SHARING}


# Contacts
CONTACT_FACTS = (
    "pk", "name_ar", "name_en", "phone_1_e164", "phone_2_e164", "phone_3_e164", "email_1_key", "email_2_key",
    "birth_on", "gender", "name_fold",
)  # fmt: skip


def contact_facts(keys: Iterable[int]) -> dict[int, tuple[Facts, str]]:
    """Facts and folded name of those of these contacts who are in use."""
    keys = list(keys)
    places = defaultdict(set)
    for contact, account in Position.objects.filter(contact__in=keys).values_list("contact_id", "account_id"):
        places[contact].add(account)
    rows = Contact.objects.kept().filter(pk__in=keys).values_list(*CONTACT_FACTS)
    return {
        pk: (
            Facts(
                pk,
                (name_ar, name_en),
                frozenset(filter(None, phones)),
                frozenset(filter(None, emails)),
                birth_on=birth_on,
                gender=gender,
                places=frozenset(places.get(pk, ())),
            ),
            fold,
        )
        for pk, name_ar, name_en, *phones, email_1, email_2, birth_on, gender, fold in rows
        for emails in ((email_1, email_2),)
    }


def near_contacts(looked: dict[int, tuple[Facts, str]]) -> list[set[int]]:
    """Groups of contacts who share something with one of these."""
    facts = [each for each, _fold in looked.values()]
    phones = {phone for each in facts for phone in each.phones}
    emails = {address for each in facts for address in each.emails}
    groups = _united(
        sharing(Contact, "phone_1_e164", phones),
        sharing(Contact, "phone_2_e164", phones, is_partial=True),
        sharing(Contact, "phone_3_e164", phones, is_partial=True),
    )
    groups += _united(
        sharing(Contact, "email_1_key", emails, is_partial=True),
        sharing(Contact, "email_2_key", emails, is_partial=True),
    )
    groups += namesakes(looked)
    places = {place for each in facts for place in each.places}
    groups += _united(sharing(Position, "account_id", places, owner="contact_id", kind="bigint"))
    return groups


def namesakes(looked: dict[int, tuple[Facts, str]]) -> list[set[int]]:
    """Pairs of one name that something else speaks for too: the more customers, the more of them have a namesake."""
    bearers = defaultdict(list)
    with connection.cursor() as cursor:
        told = {"values": sorted({fold for _each, fold in looked.values()}), "most": MOST_SHARING + 1}
        cursor.execute(NAMESAKES, {**told, "workspace": require_workspace_id()})
        for fold, pk, birth_on, *several in cursor.fetchall():
            phones, emails, places = (frozenset(filter(None, each)) for each in several)
            bearers[fold].append(Facts(pk, (), phones, emails, birth_on=birth_on, places=places))
    return [
        {pk, other.pk}
        for pk, (facts, fold) in looked.items()
        for other in (bearers[fold] if len(bearers[fold]) <= MOST_SHARING else ())
        if pk != other.pk and shares_more(facts, other)
    ]


def shares_more(one: Facts, other: Facts) -> bool:
    """Whether two of one name have anything more in common that compare_contacts() asks for."""
    return bool(
        one.places & other.places
        or one.phones & other.phones
        or one.emails & other.emails
        or (one.birth_on is not None and one.birth_on == other.birth_on)
        or near_phone(one, other)
    )


def _united(*found: dict) -> list[set[int]]:
    together = defaultdict(set)
    for each in found:
        for sign, keys in each.items():
            together[sign] |= keys
    return [keys for keys in together.values() if 1 < len(keys) <= MOST_SHARING]


# Accounts
ACCOUNT_FACTS = (
    "pk", "name_ar", "name_en", "other_names", "phone_e164", "email_key", "website_host", "city", "kind", "parent_id",
)  # fmt: skip


def account_facts(keys: Iterable[int]) -> dict[int, Facts]:
    rows = Account.objects.kept().filter(pk__in=list(keys)).values_list(*ACCOUNT_FACTS)
    return {
        pk: Facts(
            pk,
            (name_ar, name_en, *other_names.replace("|", "\n").splitlines()[:5]),
            frozenset(filter(None, [phone])),
            frozenset(filter(None, [email])),
            host=host,
            city=city.casefold(),
            is_person=kind == Account.Kind.PERSON,
            places=frozenset(filter(None, [parent])),
        )
        for pk, name_ar, name_en, other_names, phone, email, host, city, kind, parent in rows
    }


def name_keys(facts: Facts) -> set[str]:
    """What an account's names are found by: all of a name in any order, and each of its ends."""
    keys = set()
    for words in facts.words:
        core = core_of(words)
        for text in ("".join(sorted(core)), "".join(core)):
            keys.add(f"={text}"[:200])
            if not facts.is_person and len(text) > END:
                keys |= {f"<{text[:END]}", f">{text[-END:]}"}
    return keys


def keep_name_keys(looked: dict[int, Facts]) -> None:
    """Bring the parts of these names up to what they are called now; a name that stayed writes nothing."""
    wanted = {(pk, key) for pk, facts in looked.items() for key in name_keys(facts)}
    held = AccountNameKey.objects.filter(account__in=looked)
    standing = {(account, key): pk for pk, account, key in held.values_list("pk", "account_id", "key")}
    AccountNameKey.objects.filter(pk__in=[standing[each] for each in standing.keys() - wanted]).delete()
    new = sorted(wanted - standing.keys())
    AccountNameKey.objects.bulk_create([AccountNameKey(account_id=pk, key=key) for pk, key in new], 1_000)


def near_accounts(looked: dict[int, Facts]) -> list[set[int]]:
    facts = list(looked.values())
    groups = _united(sharing(Account, "phone_e164", {phone for each in facts for phone in each.phones}))
    emails = {address for each in facts for address in each.emails}
    groups += _united(sharing(Account, "email_key", emails, is_partial=True))
    groups += _united(sharing(Account, "website_host", {each.host for each in facts} - {""}))
    keys = {key for each in facts for key in name_keys(each)}
    return groups + _united(sharing(AccountNameKey, "key", keys, owner="account_id"))


# Both
def pairs_among(model, keys: Iterable[int]) -> Found:
    """The likely duplicates that one of these records is part of, with a mark of what they were compared by."""
    keys = set(keys)
    if model is Contact:
        looked = contact_facts(keys)
        groups, compare = near_contacts(looked), compare_contacts
        known = {pk: facts for pk, (facts, _fold) in looked.items()}
        others = {pk for group in groups for pk in group} - known.keys()
        known |= {pk: facts for pk, (facts, _fold) in contact_facts(others).items()}
    else:
        known = account_facts(keys)
        keep_name_keys(known)
        groups, compare = near_accounts(known), compare_accounts
        known |= account_facts({pk for group in groups for pk in group} - known.keys())
    found: Found = {}
    compared = set()
    for group in groups:
        for pair in _pairs_with(group, keys):
            if pair in compared or pair[0] not in known or pair[1] not in known:
                continue
            compared.add(pair)
            one, other = known[pair[0]], known[pair[1]]
            verdict = compare(one, other)
            if verdict.is_likely:
                found[pair] = verdict, mark_of(one, other)
    return found


def _pairs_with(group: set[int], keys: set[int]):
    mine = group & keys
    rest = group - keys
    for one, other in combinations(sorted(mine), 2):
        yield one, other
    for one in mine:
        for other in rest:
            yield (one, other) if one < other else (other, one)


def mark_of(one: Facts, other: Facts) -> str:
    """Changes when something changes that the two are compared by."""
    texts = [
        repr(
            (
                each.pk,
                sorted(each.words),
                sorted(each.phones),
                sorted(each.emails),
                each.host,
                each.city,
                each.birth_on,
                each.gender,
                sorted(each.places),
            )
        )
        for each in (one, other)
    ]
    return md5("\n".join(texts).encode(), usedforsecurity=False).hexdigest()


def read_facts(model, keys) -> dict[int, Facts]:
    if model is Contact:
        return {pk: facts for pk, (facts, _fold) in contact_facts(keys).items()}
    return account_facts(keys)
