"""What members are told about the customers they look after."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.models import Way
from timeline.notifying import NotificationKind


def many_assigned(count):
    return ngettext(
        "%(actor)s gave you %(count)s customer to look after.",
        "%(actor)s gave you %(count)s customers to look after.",
        count,
    )


def many_changed(count):
    return ngettext(
        "%(actor)s changed %(count)s of your customers.",
        "%(actor)s changed %(count)s of your customers.",
        count,
    )


def many_teams(count):
    return ngettext(
        "%(actor)s put you into the team of %(count)s customer.",
        "%(actor)s put you into the teams of %(count)s customers.",
        count,
    )


NOTICES = {
    "account.team": NotificationKind(
        label=_("I was put into the team of a customer"),
        icon="users",
        one=_("%(actor)s put you into the team of %(subject)s."),
        many=many_teams,
        way=Way.MAIL,
    ),
    "account.assigned": NotificationKind(
        label=_("A customer was given to me to look after"),
        icon="user-check",
        one=_("%(actor)s gave you %(subject)s to look after."),
        many=many_assigned,
        many_page="desk:today",
        way=Way.MAIL,
    ),
    "account.changed": NotificationKind(
        label=_("A colleague changed a customer of mine"),
        icon="pencil",
        one=_("%(actor)s changed %(subject)s."),
        many=many_changed,
    ),
}
