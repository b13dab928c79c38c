"""Where each channel reaches a contact."""

from dataclasses import dataclass
from typing import Final

from accounts.models.contact import Channel
from campaigns.models import Recipient


@dataclass(frozen=True)
class Reached:
    # The column of contacts with the address, and the one by which two of them are the same.
    field: str
    key: str
    # Why nobody without one gets it.
    missing: str


BY_NUMBER: Final = Reached("phone_1_e164", "phone_1_e164", Recipient.Reason.NO_NUMBER)
BY_MAILBOX: Final = Reached("email_1", "email_1_key", Recipient.Reason.NO_ADDRESS)


def reached_by(channel: str) -> Reached:
    return BY_MAILBOX if channel == Channel.EMAIL else BY_NUMBER
