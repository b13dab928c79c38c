"""The first person of an installation: `manage.py first_owner_link` prints the way to this page."""

from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lib.http import form_page, posted
from workspaces.forms import FirstOwnerForm
from workspaces.models import User
from workspaces.services import AlreadyFounded, found_installation
from workspaces.views.invitations import sign_in

SALT = "workspaces.first-owner"
VALID_SECONDS = 24 * 3600


def new_token() -> str:
    return signing.dumps("first", salt=SALT)


def is_open(token) -> bool:
    """The link works for a day, and only as long as nobody is there."""
    try:
        signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return False
    return not User.objects.exists()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_owner(request, token):
    response = _answer(request) if is_open(token) else closed(request)
    patch_cache_control(response, no_store=True, private=True)
    return response


def closed(request):
    return render(request, "workspaces/invitation_closed.html", status=404)


def _answer(request):
    form = FirstOwnerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given, language = form.cleaned_data, get_language()
        try:
            owner = found_installation(
                person={"email": given["email"], "name": given["name"], "language": language},
                password=given["password"],
                name=given["workspace_name"],
                slug=given["slug"],
                language=language,
            )
        except AlreadyFounded:
            return closed(request)
        sign_in(request, owner)
        return HttpResponseRedirect("/", status=303)
    return form_page(request, "workspaces/first_owner.html", form)
