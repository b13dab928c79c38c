"""What members are told about their place and their colleagues."""

from django.utils.translation import gettext_lazy as _

from timeline.models import Way
from timeline.notifying import NotificationKind
from workspaces.telling import role

NOTICES = {
    "membership.role_changed": NotificationKind(
        label=_("My role was changed"),
        icon="shield-check",
        one=_("%(actor)s changed your role; it is now: %(role)s."),
        way=Way.MAIL,
        words=role,
    ),
    "support.began": NotificationKind(
        label=_("A support visit to a workspace that I lead"),
        icon="eye",
        one=_("A support visit of the platform has begun: %(subject)s."),
        way=Way.MAIL,
    ),
    "invitation.accepted": NotificationKind(
        label=_("Somebody I invited has joined"),
        icon="user-plus",
        one=_("%(subject)s has joined, as you invited."),
    ),
}
