"""Secrets of others that have to be said again, such as the key by which a provider signs: kept encrypted.

Who reads the table, or a copy of it, reads none of them without SECRET_KEY. Keys that were in force before open what
they have sealed (SECRET_KEY_FALLBACKS).
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """It was sealed with a key that is not known any more."""


def seal(secret: str) -> str:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


@cache
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    keys = (hashlib.sha256(b"lib.sealing" + each.encode()).digest() for each in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
