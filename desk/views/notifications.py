"""What a member should know: read and unread, and by which way each kind comes."""

from datetime import UTC, datetime, timedelta

import django_filters as filters
from django import forms
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from interactions.reminding import choose_reminders
from lib import formats
from lib.http import page_or_part, posted, to_page, workspace_url
from lib.lists import ListPage, Sort
from lib.undo import asked_number, say_done
from timeline.models import Notification, NotificationChoice, Way
from timeline.notifying import notification_kinds, read_to, way_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

SORTS = [Sort("-at", gettext_lazy("Newest first"), "at", is_descending=True)]
REMINDED_BEFORE = [
    (0, gettext_lazy("When it is time")),
    (5, gettext_lazy("5 minutes before")),
    (15, gettext_lazy("15 minutes before")),
    (30, gettext_lazy("30 minutes before")),
    (60, gettext_lazy("An hour before")),
    (1440, gettext_lazy("A day before")),
]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotificationFilter(filters.FilterSet):
    unread = filters.BooleanFilter(
        method="only_unread", widget=forms.CheckboxInput, label=gettext_lazy("Unread only")
    )

    class Meta:
        model = Notification
        fields: list[str] = []

    def only_unread(self, queryset, name, value):
        return queryset.unread() if value else queryset


def mine(request):
    return Notification.objects.filter(recipient=request.membership)


@workspace_page(Permission.VIEW_WORKSPACE)
def notification_list(request):
    rows = mine(request).select_related("actor__user")
    filtered = NotificationFilter(request.GET, queryset=rows, request=request)
    page = ListPage(filters=filtered, sorts=SORTS, query=request.GET, default_sort="-at")
    context = {"page": page, "told": read_to(request.membership, page.rows)}
    return page_or_part(request, "notifications/list.html", "list", context)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",), is_personal=True)
def notification(request, token):
    """Read one: POST marks it and goes to what it is about, while that is there and may be seen."""
    found = get_object_or_404(mine(request).select_related("actor__user"), token=token)
    mine(request).unread().filter(pk=found.pk).update(read_at=timezone.now())
    told = read_to(request.membership, [found])
    if told and told[0].page:
        return HttpResponseRedirect(workspace_url(request, told[0].page, **told[0].place), status=303)
    return to_page(request, "desk:notifications")


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",), is_personal=True)
def read_all(request):
    """POST marks everything as read; with `undo` what this press had marked is unread again."""
    if "undo" in request.GET:
        moment = EPOCH + timedelta(microseconds=asked_number(request) or 0)
        mine(request).filter(read_at=moment).update(read_at=None)
        return to_page(request, "desk:notifications")
    now = timezone.now()
    count = mine(request).unread().update(read_at=now)
    if count:
        text = ngettext("%(count)s marked as read.", "%(count)s marked as read.", count)
        pressed = (now - EPOCH) // timedelta(microseconds=1)
        say_done(
            request,
            text % {"count": formats.number(count)},
            undo_url=workspace_url(request, "desk:notifications_read"),
            undo=pressed,
        )
    return to_page(request, "desk:notifications")


class WaysForm(forms.Form):
    """One choice for each kind of notification, and when a person is reminded."""

    reminder_minutes = forms.TypedChoiceField(
        choices=REMINDED_BEFORE,
        coerce=int,
        empty_value=None,
        required=False,
        label=gettext_lazy("Remind me of a follow-up with a time"),
    )
    is_reminded_any_time = forms.BooleanField(
        required=False, label=gettext_lazy("Remind me outside working hours too")
    )

    def __init__(self, *args, membership, **kwargs):
        wishes = {name: getattr(membership, name) for name in ("reminder_minutes", "is_reminded_any_time")}
        super().__init__(*args, **{"initial": wishes, **kwargs})
        self.names = {}
        names = notification_kinds.keys()
        for name in names:
            field = name.replace(".", "_")
            self.names[field] = name
            self.fields[field] = forms.ChoiceField(
                choices=Way.choices,
                label=notification_kinds.get(name).label,
                initial=way_of(membership, name),
                required=False,  # nothing chosen leaves it as it is
            )

        self.order_fields([*self.names, *self.base_fields])

    @transaction.atomic
    def save(self, membership):
        minutes = self.cleaned_data["reminder_minutes"]
        choose_reminders(
            membership,
            minutes=membership.reminder_minutes if minutes is None else minutes,
            is_any_time=self.cleaned_data["is_reminded_any_time"],
        )
        chosen = {name: self.cleaned_data[field] for field, name in self.names.items()}
        for name, way in chosen.items():
            if not way:
                continue
            NotificationChoice.objects.update_or_create(
                membership=membership, kind=name, defaults={"way": way}
            )


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"), is_personal=True)
def settings(request):
    form = WaysForm(posted(request), membership=request.membership)
    if request.method == "POST" and form.is_valid():
        form.save(request.membership)
        say_done(request, _("Your choice was saved."))
        return to_page(request, "desk:notification_settings")
    return settings_page(request, "notifications/settings.html", form)
