"""What members are told about the customers they look after."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.notifying import NotificationKind


def many_logged(count):
    return ngettext(
        "%(actor)s logged %(count)s interaction with your customers.",
        "%(actor)s logged %(count)s interactions with your customers.",
        count,
    )


NOTICES = {
    "interaction.logged": NotificationKind(
        label=_("A colleague logged an interaction with a customer of mine"),
        icon="note",
        one=_("%(actor)s logged an interaction with %(subject)s."),
        many=many_logged,
    ),
}
