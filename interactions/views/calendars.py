"""Calendars outside Sila: one's own secret address, what stands under it, and one follow-up as a file."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interactions.ical import calendar_of, calendar_with
from interactions.models import CalendarFeed
from interactions.models.calendar_feed import close_feed, feed_of, open_feed, workspace_of_feed
from interactions.views.follow_ups import find_follow_up
from lib import formats
from lib.http import to_page
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from workspaces.decorators import workspace_page
from workspaces.models import Workspace
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

ICAL = "text/calendar; charset=utf-8"


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"), is_personal=True)
def calendar_settings(request):
    """Whether one's calendar is open; POST gives it a new address, with `close` closes it."""
    if request.method == "POST" and request.POST.get("close"):
        close_feed(request.membership)
        messages.success(request, _("The address of your calendar is closed."))
        return to_page(request, "interactions:calendar_settings")
    address = ""
    if request.method == "POST":
        token = open_feed(request.membership)
        address = request.build_absolute_uri(reverse("calendar_feed", kwargs={"token": token}))
    context = {"feed": feed_of(request.membership), "address": address}
    return settings_page(request, "interactions/calendar_settings.html", **context)


@require_safe
def calendar_feed(request, token):
    """What the calendar of a phone fetches: no sign-in but the secret in the address; all that is wrong is 404."""
    workspace_id = workspace_of_feed(token)
    if workspace_id is None:
        raise Http404
    with workspace(workspace_id), transaction.atomic():
        opened = Workspace.objects.filter(pk=workspace_id, closed_at=None).first()
        feed = CalendarFeed.objects.filter(token_hash=hash_of(token)).select_related("member__user").first()
        if opened is None or feed is None or not (feed.member.is_active and feed.member.user.is_active):
            raise Http404
        feed.member.workspace = opened
        language = feed.member.user.language or opened.language
        shown = formats.use(opened.formats(language))
        with translation.override(language), timezone.override(opened.time_zone), shown:
            content = calendar_of(feed.member, opened, name=f"{_('Sila')} · {opened.name}")
    response = HttpResponse(content, content_type=ICAL)
    patch_cache_control(response, no_store=True, private=True)
    return response


@workspace_page(Permission.VIEW_CUSTOMERS)
def follow_up_calendar(request, number):
    """One follow-up as a file for any calendar."""
    found = find_follow_up(request, number)
    response = HttpResponse(calendar_with(found, request.workspace), content_type=ICAL)
    response["Content-Disposition"] = f'attachment; filename="follow-up-{found.number}.ics"'
    return response
