"""What account managers are told of the answers of their customers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.models import Way
from timeline.notifying import NotificationKind


def many_given(count):
    return ngettext(
        "%(count)s answer to a survey came from your customers.",
        "%(count)s answers to surveys came from your customers.",
        count,
    )


def many_low(count):
    return ngettext(
        "%(count)s answer with a low rating came from your customers.",
        "%(count)s answers with a low rating came from your customers.",
        count,
    )


def with_customer(answer) -> str:
    return f"{answer} ({answer.invitation.account.name})"


NOTICES = {
    "surveyanswer.given": NotificationKind(
        label=_("A customer of mine answered a survey"),
        icon="list-check",
        one=_("Answered: %(subject)s."),
        many=many_given,
        many_page="surveys:list",
        called=with_customer,
    ),
    "surveyanswer.low": NotificationKind(
        label=_("A customer of mine gave a low rating"),
        icon="alert-triangle",
        one=_("Answered with a low rating: %(subject)s."),
        many=many_low,
        many_page="surveys:list",
        way=Way.MAIL,
        called=with_customer,
    ),
}
