"""Secrets of links: the link carries the token, the database keeps only its hash.

Thirty-two random bytes need no slow hash: nobody guesses them, and a hash can be looked up by its index.
"""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What we keep of a token: who reads the table cannot open the link."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
