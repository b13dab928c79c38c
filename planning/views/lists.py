"""All plans for who leads, as a page and as a file; competitors, and at which customers each of them stands."""

import io
from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.record import Stale
from accounts.once import add_once
from accounts.views.exports import as_download
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.spreadsheets import CONTENT_TYPES, write_table
from lib.undo import is_undo, say_done
from planning import listing_plans
from planning.competing import add_competitor, change_competitor
from planning.forms_plan import CompetitorForm
from planning.models import Competitor, CompetitorStanding
from planning.requiring import asking_types
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission

MOST_STANDINGS = 200


def asked(request) -> tuple[str, Membership | None]:
    """Which plans, and whose."""
    which = request.GET.get("which", listing_plans.LIVING)
    which = which if which in dict(listing_plans.choices()) else listing_plans.LIVING
    number = request.GET.get("owner", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return which, Membership.objects.filter(number=int(number)).first() if is_number else None


@workspace_page(Permission.VIEW_CUSTOMERS)
def plans(request):
    which, owner = asked(request)
    is_missing = which == listing_plans.MISSING
    given = {"owner": owner}
    rows = [] if is_missing else listing_plans.plans_for(request.membership, which=which, **given)
    accounts = listing_plans.without_plan(request.membership, **given) if is_missing else []
    context = {
        "rows": rows[: listing_plans.MOST],
        "accounts": accounts[: listing_plans.MOST],
        "asking": formats.listed(Account.ManagementType(kind).label for kind in asking_types()),
        "is_cut": max(len(rows), len(accounts)) > listing_plans.MOST,
        "which": which,
        "owner": owner,
        "choices": listing_plans.choices(),
        "members": Membership.objects.filter(ended_at=None).select_related("user").order_by("user__name"),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
        "may_export": request.membership.can(Permission.EXPORT) and not is_missing,
    }
    return render(request, "planning/plans.html", context)


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def plans_export(request):
    """What the page shows, CSV or Excel."""
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    which, owner = asked(request)
    rows = listing_plans.plans_for(request.membership, which=which, owner=owner)
    file = io.BytesIO()
    table = listing_plans.table_of(rows)
    write_table(file, table, kind, title=_("Account plans"), language=get_language() or "ar")
    record("plans.exported", request.membership, by=request.membership, rows=len(rows), format=kind)
    return as_download(file.getvalue(), f"plans-{timezone.localdate():%Y-%m-%d}.{kind}", kind)


def find_competitor(number):
    return get_object_or_404(Competitor.objects.all(), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def competitors(request):
    """Each with at how many customers it stands, as far as this member sees them."""
    found = list(Competitor.objects.in_use())
    standings = CompetitorStanding.objects.visible_to(request.membership).standing()
    living = (
        standings.exclude(plan__state="closed").values_list("competitor_id", "plan__account_id").distinct()
    )
    counts: dict[int, int] = {}
    for competitor, _account in living:
        counts[competitor] = counts.get(competitor, 0) + 1
    for each in found:
        each.times = counts.get(each.pk, 0)
    context = {
        "competitors": sorted(found, key=lambda each: -each.times),
        "archived": list(Competitor.objects.archived()),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "planning/competitors.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def competitor(request, number):
    """On which customers it stands, how strong, and what we answer."""
    found = find_competitor(number)
    seen = CompetitorStanding.objects.visible_to(request.membership).standing().filter(competitor=found)
    rows = seen.exclude(plan__state="closed").select_related("plan__account", "competitor")
    context = {
        "competitor": found,
        "standings": list(rows.order_by("-share_percent", "pk")[:MOST_STANDINGS]),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "planning/competitor.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def competitor_new(request):
    form = CompetitorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("name", "notes")}
        add = partial(add_competitor, by=request.membership)
        made = add_once(add, Competitor, form_token=form.cleaned_data["form_token"], fields=fields)
        messages.success(request, _("%(name)s was added.") % {"name": isolated(made.name)})
        return to_page(request, "planning:competitor", number=made.number)
    cancel_url = workspace_url(request, "planning:competitors")
    return form_page(request, "planning/competitor_form.html", form, cancel_url=cancel_url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def competitor_edit(request, number):
    found = find_competitor(number)
    form = CompetitorForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_competitor(found, by=request.membership, read_version=version, changed=form.changed_data)
        except Stale:
            text = _(
                "A colleague saved this while you were editing. Open it again, and copy from here what you wrote."
            )
            form.add_error(None, text)
        else:
            messages.success(request, _("%(name)s was saved.") % {"name": isolated(found.name)})
            return to_page(request, "planning:competitor", number=number)
    cancel_url = workspace_url(request, "planning:competitor", number=number)
    return form_page(request, "planning/competitor_form.html", form, competitor=found, cancel_url=cancel_url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def competitor_archive(request, number):
    """POST archives it, with `undo` it is offered again; where it stands in plans it stays."""
    found = find_competitor(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s is offered again.") % words)
    else:
        found.archive(by=request.membership)
        url = workspace_url(request, "planning:competitor_archive", number=number)
        say_done(request, _("%(name)s was archived.") % words, undo_url=url)
    return to_page(request, "planning:competitor", number=number)
