"""A customer with open complaints is not archived: nobody could answer them, and their times would run on."""

from django.utils.translation import ngettext

from complaints.models import Complaint
from lib.formats import isolated
from lib.formats import number as in_digits


def open_complaints(account) -> str | None:
    count = Complaint.objects.open().filter(account=account).count()
    if not count:
        return None
    sentence = ngettext(
        "%(name)s has %(count)s open complaint. Bring it to its end first: once the customer is archived nobody can"
        " answer it.",
        "%(name)s has %(count)s open complaints. Bring them to their end first: once the customer is archived nobody"
        " can answer them.",
        count,
    )
    return sentence % {"name": isolated(account.name), "count": in_digits(count)}
