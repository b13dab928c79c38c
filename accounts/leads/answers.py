"""What strangers wrote into custom fields on the form for leads."""

from typing import Any

from accounts.custom.definitions import Definition, Kind, Of
from accounts.custom.reading import read_definitions
from accounts.models import LeadSubmission


def answers_of(submission: LeadSubmission, known: list[Definition] | None = None) -> dict[Definition, Any]:
    """As the fields are now: without those that were archived or are of another kind since."""
    if not submission.custom:
        return {}
    known = read_definitions() if known is None else known
    found = {
        each: each.untold(submission.custom.get(str(each.number))) for each in known if each.of == Of.ACCOUNT
    }
    return {
        each: value
        for each, value in found.items()
        if value is not None and (each.kind != Kind.CHOICE or each.choice(value))
    }
