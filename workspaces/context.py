"""What the base template needs on every page."""

from functools import cache

from django.utils.functional import SimpleLazyObject

from lib.tenancy.tasks import is_broker_away
from timeline.models import Notification
from workspaces.drafts import draft_key, draft_owner
from workspaces.navigation import sections_for
from workspaces.roles import Permission
from workspaces.services import workspaces_of


def workspace(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    context = {
        "workspaces_of_user": SimpleLazyObject(lambda: workspaces_of(user)),
        "drafts": {"owner": draft_owner(user), "key": draft_key(user)},
    }
    if hasattr(request, "membership"):
        # can.edit_customers, can.import ...: what templates ask before they offer a verb.
        context["can"] = {each.name.lower(): request.membership.can(each) for each in Permission}
        context["unread_notifications"] = cache(lambda: unread_of(request.membership))
        context["is_work_waiting"] = context["can"]["manage_settings"] and is_broker_away()
        context["navigation"] = SimpleLazyObject(lambda: sections_for(request))
    return context


def unread_of(membership) -> int:
    """The number on the bell; over an index of what is unread alone."""
    return Notification.objects.unread().filter(recipient=membership).capped_count()
