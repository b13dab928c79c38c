"""Series of campaigns: the list, one with its issues, writing, starting, stopping, archiving."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.purposes import names_of
from campaigns import repeating
from campaigns.audience_words import in_words
from campaigns.campaign_fields import BADGES
from campaigns.forms_series import SeriesForm
from campaigns.models import Campaign, Series
from campaigns.problems import problems_of
from campaigns.repeating import Archived, NoDay
from campaigns.scheduling import NotWhole
from campaigns.series_words import when
from campaigns.states import NotNow
from campaigns.views.campaigns import find_campaign, too_late
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SERIES = 200
MOST_ISSUES = 50
MOST_EVENTS = 20


def find_series(number) -> Series:
    found = Series.objects.select_related("template", "occasion", "created_by__user")
    return get_object_or_404(found, number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def series_list(request):
    rows = list(Series.objects.select_related("template", "occasion").order_by("-pk")[: MOST_SERIES + 1])
    for each in rows:
        each.when = when(each)
    context = {
        "rows": [each for each in rows[:MOST_SERIES] if not each.is_archived],
        "archived": [each for each in rows[:MOST_SERIES] if each.is_archived],
        "has_more": len(rows) > MOST_SERIES,
        "waiting": list(repeating.waiting_issues()[:MOST_ISSUES]),
    }
    return render(request, "campaigns/series_list.html", context)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def series(request, number):
    found = find_series(number)
    issues = list(Campaign.objects.filter(series=found).order_by("-issue_on")[: MOST_ISSUES + 1])
    for each in issues:
        each.badge = BADGES[each.state]
        each.sent = (each.counted or {}).get("sent")
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    context = {
        "found": found,
        "facts": facts(request, found),
        "issues": issues[:MOST_ISSUES],
        "has_more": len(issues) > MOST_ISSUES,
        "problems": problems_of(found.template, found.template.in_order()),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
    }
    return render(request, "campaigns/series.html", context)


def facts(request, found) -> list[dict]:
    template_url = workspace_url(request, "campaigns:template", number=found.template.number)
    approval = _("Somebody approves each issue first") if found.is_approved_first else _("By itself")
    next_issue = formats.moment(found.sends_at(found.next_on)) if found.next_on else ""
    hours = {"hours": formats.number(found.open_hours)}
    known = [
        {"label": _("When an issue is sent"), "value": when(found), "kind": "words"},
        {"label": _("Next issue"), "value": next_issue},
        {"label": _("Not later than"), "value": _("%(hours)s h after") % hours, "kind": "words"},
        {"label": _("Approval"), "value": approval, "kind": "words"},
        {"label": _("Template"), "value": found.template.name, "url": template_url},
        {
            "label": pgettext("campaign", "What it is for"),
            "value": names_of([found.purpose]).get(found.purpose, found.purpose),
        },
        *({"label": label, "value": value, "kind": "words"} for label, value in in_words(found.audience)),
        {"label": _("Added by"), "value": found.created_by.user.name if found.created_by else ""},
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def series_new(request):
    form = SeriesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(repeating.add_series, by=request.membership)
        try:
            made = add_once(add, Series, form_token=form.cleaned_data["form_token"], **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("It is written. Look at it once more, then start it."))
            return to_page(request, "campaigns:series", number=made.number)
    return series_form(request, form, None)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def series_edit(request, number):
    found = find_series(number)
    if found.is_archived:
        too_late(request)
        return to_page(request, "campaigns:series", number=number)
    form = SeriesForm(posted(request), series=found)
    if request.method == "POST" and form.is_valid() and save(request, form, find_series(number)):
        return to_page(request, "campaigns:series", number=number)
    return series_form(request, form, found)


def series_form(request, form, found):
    zone = request.workspace.time_zone
    return form_page(request, "campaigns/series_form.html", form, found=found, zone=zone)


def save(request, form, found) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        repeating.change_series(found, by=request.membership, fields=form.written, read_version=version)
    except Stale:
        refuse_stale(form, Series.objects.get(pk=found.pk).version)
        return False
    except (Archived, NoDay, NotWhole) as refusal:
        form.add_error(None, why_not(refusal))
        return False
    messages.success(request, _("The series was saved."))
    return True


def why_not(refusal) -> str:
    if isinstance(refusal, NotWhole):
        return _("Its template cannot be sent as it is: %(problems)s") % {"problems": refusal}
    if isinstance(refusal, NoDay):
        return _("No calendar knows a day on which it would be sent.")
    return _("It is archived, or its template or its occasion is. Restore that first.")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def series_start(request, number):
    """POST starts it; with `undo` it is stopped. Issues that are made stay."""
    found = find_series(number)
    if is_undo(request):
        repeating.stop(found, by=request.membership)
        say_done(request, _("Stopped: %(name)s. No further issues come.") % {"name": isolated(found.name)})
        return to_page(request, "campaigns:series", number=number)
    try:
        repeating.start(found, by=request.membership)
    except (Archived, NoDay, NotWhole) as refusal:
        messages.error(request, why_not(refusal))
    else:
        words = {"name": isolated(found.name), "moment": formats.moment(found.sends_at(found.next_on))}
        url = workspace_url(request, "campaigns:series_start", number=number)
        say_done(request, _("Started: %(name)s. The next issue: %(moment)s.") % words, undo_url=url)
    return to_page(request, "campaigns:series", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def series_archive(request, number):
    """POST stops and archives it; with `undo` it is back, standing still."""
    found = find_series(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back among the series: %(name)s") % words)
        return to_page(request, "campaigns:series", number=number)
    repeating.archive_series(found, by=request.membership)
    url = workspace_url(request, "campaigns:series_archive", number=number)
    say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, "campaigns:series_list")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def declining(request, number):
    """POST: this issue of a series is not sent; the next one comes."""
    found = find_campaign(number)
    try:
        repeating.decline(found, by=request.membership)
    except NotNow:
        too_late(request)
    else:
        say_done(request, _("Not sent: %(name)s") % {"name": isolated(found.name)})
    return to_page(request, "campaigns:detail", number=number)
