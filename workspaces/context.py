"""What the base template needs on every page."""

from django.utils.functional import SimpleLazyObject

from workspaces.services import workspaces_of


def workspace(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"workspaces_of_user": SimpleLazyObject(lambda: workspaces_of(user))}
