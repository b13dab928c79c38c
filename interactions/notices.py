"""What members are told: of their customers, and of what colleagues ask them to do."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.notifying import NotificationKind


def many_logged(count):
    return ngettext(
        "%(actor)s logged %(count)s interaction with your customers.",
        "%(actor)s logged %(count)s interactions with your customers.",
        count,
    )


def many_handed(count):
    return ngettext(
        "%(actor)s gave you %(count)s follow-up.", "%(actor)s gave you %(count)s follow-ups.", count
    )


NOTICES = {
    "followup.handed": NotificationKind(
        label=_("A colleague gave me something to do"),
        icon="calendar-event",
        one=_("%(actor)s asks you to do this: %(subject)s."),
        many=many_handed,
    ),
    "interaction.logged": NotificationKind(
        label=_("A colleague logged an interaction with a customer of mine"),
        icon="note",
        one=_("%(actor)s logged an interaction with %(subject)s."),
        many=many_logged,
    ),
}
