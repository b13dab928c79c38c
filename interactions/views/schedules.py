"""Regular contact: what tiers ask, in the settings, and the schedule of one customer."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import refuse_stale
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from interactions.adherence import kept_with
from interactions.models import ContactSchedule
from interactions.schedule_forms import RulesForm, ScheduleForm
from interactions.scheduling import (
    Asked,
    change_rules,
    set_schedule,
    take_back_rules,
    take_back_schedule,
)
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from timeline.models import Event, Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rhythms(request):
    """How often the customers of each tier are contacted; POST saves, with `undo` takes a change back."""
    if request.method == "POST" and is_undo(request):
        return rhythms_back(request)
    form = RulesForm(posted(request), asked=Asked.read())
    if request.method == "POST" and form.is_valid():
        event = change_rules(form.written, by=request.membership)
        if event is None:
            messages.success(request, _("The settings were saved."))
        else:
            text = _("The rhythm was saved. The schedules of the customers follow in the background.")
            say_done(request, text, undo_url=workspace_url(request, "interactions:rhythms"), undo=event.pk)
        return to_page(request, "interactions:rhythms")
    at_work = Job.objects.open().filter(kind="interactions.arrange_schedules").order_by("-pk").first()
    return settings_page(request, "interactions/rhythms.html", form, job=at_work)


def rhythms_back(request):
    event = Event.objects.filter(pk=asked_number(request), verb="rhythm.changed").first()
    try:
        take_back_rules(event, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        messages.success(request, _("The former rhythm is back."))
    return to_page(request, "interactions:rhythms")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def schedule(request, number):
    """How often this customer is contacted, and about what; POST saves, with `undo` takes a change back."""
    account = find_account(request, number)
    if request.method == "POST" and is_undo(request):
        return schedule_back(request, account)
    account.check_in_use()
    standing = ContactSchedule.objects.filter(account=account).first()
    step = standing.open_step() if standing else None
    form = ScheduleForm(posted(request), schedule=standing, step=step)
    if request.method == "POST" and form.is_valid() and save(request, form, account):
        return to_page(request, "desk:account", number=number)
    context = {
        "account": account,
        "step": step,
        "kept": kept_with(account),
        "tier_asks": Asked.read().in_words_for(account),
        "cancel_url": workspace_url(request, "desk:account", number=number),
    }
    return form_page(request, "interactions/schedule.html", form, **context)


def save(request, form, account) -> bool:
    try:
        version = form.cleaned_data["version"] or 0
        event = set_schedule(account, by=request.membership, read_version=version, fields=form.written)
    except Stale:
        standing = ContactSchedule.objects.filter(account=account).first()
        refuse_stale(form, standing.version if standing else 0)
        return False
    if event is not None:
        url = workspace_url(request, "interactions:schedule", number=account.number)
        text = _("The contact schedule of %(name)s was saved.") % {"name": isolated(account.name)}
        say_done(request, text, undo_url=url, undo=event.pk)
    return True


def schedule_back(request, account):
    event = Event.objects.filter(pk=asked_number(request), verb="schedule.changed").first()
    try:
        take_back_schedule(account, event, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The former schedule of %(name)s is back.") % {"name": isolated(account.name)})
    return to_page(request, "desk:account", number=account.number)
