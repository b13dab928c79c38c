"""Codes that people read aloud and type: letters that no other letter or digit is mistaken for.

Eight of twenty-two letters are more than 50 thousand million codes: nobody guesses one.
"""

import secrets
from typing import Final

from django.db.models import Q

LETTERS: Final = "ABCDEFGHJKMNPQRTUVWXYZ"
LENGTH: Final = 8
GROUP: Final = 4


def new_code(model) -> str:
    """One that no row of this table has; the row itself is refused where two were faster than this look."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
        if not model.objects.filter(code=code).exists():
            return code


def shown(code: str) -> str:
    """ABCD-EFGH: read aloud in two breaths."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """As it was kept, however it was typed: in small letters, with or without the stroke."""
    return "".join(each for each in text.upper() if each.isascii() and each.isalpha())[: LENGTH * 2]


def with_code(rows, query: str):
    """Those whose code begins like what was typed, or whose customer is called so."""
    from accounts.models import Account

    if not query.strip():
        return rows
    code, named = typed(query), rows.filter(account__in=Account.objects.matching(query))
    if len(code) < GROUP or not set(code) <= set(LETTERS):
        return named
    return rows.filter(Q(code__startswith=code) | Q(account__in=Account.objects.matching(query)))
