"""Who is meant: by a token from a link of ours, an e-mail address, a number, or the code of another system."""

import re

from django.core import signing
from django.db.models import Q

from accounts.consents import who_stands
from accounts.models import Contact, Position
from lib.tenancy.state import require_workspace_id
from sales.models import CustomerCode

WAYS = ("token", "email", "number", "code")


def _signer() -> signing.Signer:
    return signing.Signer(salt=f"visits {require_workspace_id()}", sep=".")


def visitor_token(contact) -> str:
    """What a link to the website carries, so that the website can say who came; of no use anywhere else."""
    return _signer().sign(str(contact.number))


def number_of(token: str) -> str:
    """The number of a contact, or nothing."""
    try:
        return _signer().unsign(token)
    except signing.BadSignature:
        return ""


def people(named: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Keys of the contacts who are meant, by (way, name); whom nobody or several could be is left out.

    A query for each way, however many are asked for.
    """
    by_way = {way: {name for each, name in named if each == way} for way in WAYS}
    found: dict[tuple[str, str], int] = {}
    tokens = {token: number_of(token) for token in by_way["token"]}
    standing = _by_number({*by_way["number"], *tokens.values()})
    for way, names in (("number", {name: name for name in by_way["number"]}), ("token", tokens)):
        found |= {(way, name): standing[number] for name, number in names.items() if number in standing}
    found |= {("email", name): pk for name, pk in _by_email(by_way["email"]).items()}
    found |= {("code", name): pk for name, pk in _by_code(by_way["code"]).items()}
    return found


def _by_number(numbers) -> dict[str, int]:
    known = {int(each) for each in numbers if each.isascii() and each.isdigit() and len(each) < 10}
    if not known:
        return {}
    rows = Contact.objects.select_related("merged_into").filter(number__in=known)
    return {str(each.number): who_stands(each).pk for each in rows}


def _by_email(addresses) -> dict[str, int]:
    if not addresses:
        return {}
    keys = {each: re.sub(r"\+[^@]*@", "@", each.strip(), count=1).lower() for each in addresses}
    wanted = set(keys.values())
    first, second = (
        Q(email_1_key__in=wanted) & ~Q(email_1_key=""),
        Q(email_2_key__in=wanted) & ~Q(email_2_key=""),
    )
    rows = Contact.objects.standing().filter(first | second)
    of_key: dict[str, set[int]] = {}
    for pk, *held in rows.values_list("pk", "email_1_key", "email_2_key"):
        for key in wanted.intersection(held):
            of_key.setdefault(key, set()).add(pk)
    return {each: min(of_key[key]) for each, key in keys.items() if len(of_key.get(key, ())) == 1}


def _by_code(codes) -> dict[str, int]:
    """The main contact of the customer whom another system calls so."""
    if not codes:
        return {}
    rows = CustomerCode.objects.filter(code__in=codes).values_list("code", "account_id")
    accounts: dict[str, set[int]] = {}
    for code, account in rows:
        accounts.setdefault(code, set()).add(account)
    main = Position.objects.filter(
        account__in={pk for each in accounts.values() for pk in each}, is_primary=True
    )
    contacts = dict(main.values_list("account_id", "contact_id"))
    return {
        code: contacts[min(held)]
        for code, held in accounts.items()
        if len(held) == 1 and min(held) in contacts
    }
