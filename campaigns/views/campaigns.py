"""Campaigns: the list, one with how it stands, writing, copying, archiving."""

import uuid
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.contact import Channel
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.purposes import names_of
from accounts.views.lists import asked_list, list_page, walk
from campaigns.audience import UnknownAudience
from campaigns.audience_words import in_words
from campaigns.campaign_fields import BADGES, GROUPS, campaign_listing
from campaigns.channels.costs import Cost, cost_of, estimate_of
from campaigns.figures import figures_of
from campaigns.forms_campaign import CampaignForm
from campaigns.gathering import count_quickly, in_time
from campaigns.models import Campaign, CreditRules
from campaigns.models.campaign import LONGEST_NAME
from campaigns.models.variant import LETTERS
from campaigns.progress import WHAT_TO_DO, progress_of
from campaigns.returning import as_of, bought_query, lift_of, may_see_money, returns_of
from campaigns.scheduling import NoLongerADraft, add_campaign, change_campaign, copy_campaign
from campaigns.snapshot import Numbers, candidates_of, chosen_of
from campaigns.states import NotNow, State, possible
from campaigns.variant_figures import figures_by_variant
from campaigns.variant_words import parts_in_words, split_in_words
from campaigns.varying import problems_in
from campaigns.winning import GOING, trial_of, waiting_of
from lib import formats
from lib.formats import isolated
from lib.formfields import FormTokenField
from lib.http import form_page, page_or_part, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import is_undo, say_done
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20
# States in which nothing is written down yet.
BEFORE = frozenset({State.DRAFT, State.SCHEDULED})


def find_campaign(number) -> Campaign:
    found = Campaign.objects.select_related("template", "series", "created_by__user")
    return get_object_or_404(found, number=number)


def too_late(request) -> None:
    messages.info(request, _("It stands elsewhere by now, so nothing was changed."))


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def campaign_list(request):
    state = asked_list(request, campaign_listing).query.get("state", "")
    tabs = [("", pgettext("campaigns", "All")), *GROUPS]
    stages = [
        {"url": f"?{urlencode({'state': key, VIEW: ALL} if key else {VIEW: ALL})}", "label": label,
         "is_current": key == state, "count": None}
        for key, label in tabs
    ]  # fmt: skip
    return list_page(request, campaign_listing, "campaigns/campaign_list.html", has_bulk=False, stages=stages,
        may_see_money=may_see_money(request.membership),
    )  # fmt: skip


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def campaign(request, number):
    """How it stands; its figures answer alone to htmx, and bring the whole page when it stands elsewhere."""
    found = find_campaign(number)
    context = {
        "campaign": found,
        "badge": BADGES[found.state],
        "progress": progress_of(found),
        "what_to_do": WHAT_TO_DO.get(found.why, ""),
        "poll_query": f"?{urlencode({'seen': found.state})}",
    }
    if not request.htmx:
        context |= whole(request, found)
    response = page_or_part(request, "campaigns/campaign.html", "progress", context)
    if request.htmx and request.GET.get("seen", found.state) != found.state:
        response["HX-Refresh"] = "true"
    return response


def whole(request, found) -> dict:
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    is_before = found.state in BEFORE
    numbers = counted(found) if is_before else None
    return {
        "cost": cost_seen(found, numbers),
        "facts": facts(request, found),
        "walk": walk(request, campaign_listing, found),
        "moves": [] if found.is_archived else possible(found.state),
        "numbers": numbers,
        "parts": parts_of(found) if is_before else [],
        "figures": None if is_before else figures_of(found),
        "variants": [] if is_before else figures_by_variant(found),
        **({} if is_before else {**return_of(request, found), **trial_context(found)}),
        "problems": problems_in(found) if found.state == State.DRAFT else [],
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "copy_token": uuid.uuid4(),
    }


def cost_seen(found, numbers) -> Cost | None:
    """Of what left, or of what would; nothing for letters."""
    if found.channel == Channel.EMAIL:
        return None
    if found.state not in BEFORE:
        return cost_of(found)
    return estimate_of(found, numbers.written_to) if numbers else None


def counted(found) -> Numbers | None:
    """None where its segment cannot be read any more, or takes too long even for some of its people."""
    try:
        return count_quickly(found)
    except UnknownAudience:
        return None


def trial_context(found) -> dict:
    """How the test of its letters stands."""
    trial = trial_of(found)
    if trial is None:
        return {}
    may_decide = trial.winner is None and found.state in GOING
    letters = [LETTERS[each.place] for each in found.variants.order_by("place")] if may_decide else []
    return {"trial": trial, "waiting": waiting_of(found), "may_decide": may_decide, "letters": letters}


def return_of(request, found) -> dict:
    """What it brought in, for who may see that."""
    if found.started_at is None or not may_see_money(request.membership):
        return {}
    return {
        "returned": returns_of([found])[found.pk],
        "bought_query": bought_query(found),
        "lift": lift_of(found),
        "rules": CreditRules.objects.standing(),
        "as_of": as_of(),
    }


def parts_of(found) -> list[tuple[str, str, int]]:
    """Nothing where there is one part, or where to count them takes too long."""
    if not found.variants.exists():
        return []
    return in_time(lambda: parts_in_words(found, chosen_of(found, candidates_of(found)))) or []


def facts(request, found) -> list[dict]:
    template_url = workspace_url(request, "campaigns:template", number=found.template.number)
    send_at = formats.moment(found.send_at) if found.send_at else _("As soon as it is scheduled")
    known = [
        {"label": _("Channel"), "value": found.get_channel_display()},
        *series_of(request, found),
        {"label": _("Template"), "value": found.template.name, "url": template_url},
        {
            "label": pgettext("campaign", "What it is for"),
            "value": names_of([found.purpose]).get(found.purpose, found.purpose),
        },
        *({"label": label, "value": value, "kind": "words"} for label, value in in_words(found.audience)),
        *({"label": label, "value": value, "kind": "words"} for label, value in split_in_words(found)),
        {"label": _("When it is sent"), "value": send_at},
        {"label": _("Not later than"), "value": formats.moment(found.expire_at) if found.expire_at else ""},
        {"label": _("Began"), "value": formats.moment(found.started_at) if found.started_at else ""},
        {"label": _("Ended"), "value": formats.moment(found.finished_at) if found.finished_at else ""},
        {"label": _("Added by"), "value": found.created_by.user.name if found.created_by else ""},
    ]
    return [fact for fact in known if fact["value"]]


def series_of(request, found) -> list[dict]:
    if found.series is None:
        return []
    url = workspace_url(request, "campaigns:series", number=found.series.number)
    return [{"label": _("Issue of"), "value": found.series.name, "url": url}]


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def campaign_new(request):
    form = CampaignForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_campaign, by=request.membership)
        try:
            token = form.cleaned_data["form_token"]
            made = add_once(add, Campaign, form_token=token, plan=form.plan, **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            return to_page(request, "campaigns:detail", number=made.number)
    return campaign_form(request, form, None)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def campaign_edit(request, number):
    """While it is a draft; what is scheduled is made a draft again first."""
    found = find_campaign(number)
    if found.state != State.DRAFT or found.is_archived or found.series_id:
        too_late(request)
        return to_page(request, "campaigns:detail", number=number)
    form = CampaignForm(posted(request), campaign=found)
    if request.method == "POST" and form.is_valid() and save(request, form, found):
        return to_page(request, "campaigns:detail", number=number)
    return campaign_form(request, form, found)


def campaign_form(request, form, found):
    zone = request.workspace.time_zone
    return form_page(request, "campaigns/campaign_form.html", form, campaign=found, zone=zone)


def save(request, form, found) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        change_campaign(
            found, by=request.membership, fields=form.written, plan=form.plan, read_version=version
        )
    except NoLongerADraft:
        too_late(request)
        return True
    except Stale:
        refuse_stale(form, Campaign.objects.get(pk=found.pk).version)
        return False
    messages.success(request, _("The campaign was saved."))
    return True


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def campaign_copy(request, number):
    """A draft that says the same to the same; one for each press."""
    found = find_campaign(number)
    ending = " " + _("(copy)")
    name = found.name[: LONGEST_NAME - len(ending)] + ending
    try:
        token = FormTokenField().clean(request.POST.get("form_token", ""))
    except ValidationError:
        return HttpResponseBadRequest(_("Open the page anew and press once more."))
    copy = partial(copy_campaign, found, by=request.membership)
    made = add_once(copy, Campaign, form_token=token, name=name)
    messages.success(request, _("This is a copy: change it as you like."))
    return to_page(request, "campaigns:detail", number=made.number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def campaign_archive(request, number):
    """POST archives it; with `undo` it is back."""
    found = find_campaign(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back among the campaigns: %(name)s") % words)
        return to_page(request, "campaigns:detail", number=number)
    try:
        found.archive(by=request.membership)
    except NotNow:
        messages.error(request, _("A campaign that waits or goes on is not archived. Cancel it first."))
        return to_page(request, "campaigns:detail", number=number)
    url = workspace_url(request, "campaigns:archive", number=number)
    say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, "campaigns:list")
