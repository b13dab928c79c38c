"""The signed stamp of a public form: when it was opened, for whom, and a token that makes a double click harmless.

It stands in place of a cookie, which browsers keep from a form inside the page of another site.
"""

import time
import uuid
from dataclasses import dataclass

from django.core import signing

OLDEST_SECONDS = 12 * 3600
FASTEST_SECONDS = 3


class NoStamp(Exception):
    """Forged, of another workspace or another form, or too old."""


@dataclass(frozen=True)
class Stamp:
    token: uuid.UUID
    age_seconds: float

    @property
    def is_fast(self) -> bool:
        """People need longer to write their name."""
        return self.age_seconds < FASTEST_SECONDS


def new_stamp(slug: str, *, form: str) -> str:
    """`form` names the kind of form that it is good for."""
    return signing.dumps([slug, uuid.uuid4().hex, int(time.time())], salt=f"public form {form}")


def read_stamp(text: str, slug: str, *, form: str) -> Stamp:
    try:
        whose, token, at = signing.loads(text, salt=f"public form {form}")
        stamp = Stamp(uuid.UUID(token), time.time() - at)
    except (signing.BadSignature, ValueError, TypeError, UnicodeError) as error:
        raise NoStamp from error
    if whose != slug or stamp.age_seconds > OLDEST_SECONDS:
        raise NoStamp
    return stamp
