"""The page of a member: what there is, and the statement of how it came to that."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import exports
from accounts.views.exports import as_download, export_in_a_job
from accounts.views.lists import walk
from lib.formfields import DayField
from lib.http import workspace_url
from lib.lists.page import asked_sort
from lib.spreadsheets import CONTENT_TYPES
from lib.undo import asked_number
from loyalty.actions import actions_for
from loyalty.fields import member_listing
from loyalty.figures import next_expiry, pending_days, with_figures
from loyalty.models import Wallet
from loyalty.statement import Statement
from loyalty.tier_progress import changes_of, progress_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PERIOD = ("since", "until")


class PeriodForm(forms.Form):
    """Local days; either may be left open."""

    since = DayField(required=False, label=_("From"))
    until = DayField(required=False, label=_("Until"))

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This day is before the first one."))
        return cleaned

    @property
    def days(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in PERIOD} if self.is_valid() else {}


def find_wallet(request, number) -> Wallet:
    """The points of this number, if this member may see the customer whose they are now; else 404."""
    wallets = with_figures(Wallet.objects.select_related("account__owner__user"))
    found = wallets.visible_to(request.membership).filter(number=number).first()
    if found is not None and found.merged_into_id is None:
        return found
    found = into = get_object_or_404(wallets, number=number)
    while into.merged_into is not None:
        into = into.merged_into
    if not Wallet.objects.visible_to(request.membership).filter(pk=into.pk).exists():
        raise Http404
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def member(request, number):
    return member_page(request, find_wallet(request, number))


def member_page(request, found, status=200):
    period = PeriodForm({name: request.GET.get(name, "") for name in PERIOD})
    days = period.days
    statement = Statement(
        found, **days, before=asked_number(request, "before"), after=asked_number(request, "after")
    )
    asked = {name: request.GET[name] for name in PERIOD if request.GET.get(name)}
    context = {
        "wallet": found,
        "account": found.account,
        "pending": pending_days(found) if found.pending_now else [],
        "expiry": next_expiry(found) if found.next_expiry_at else None,
        "progress": None if found.merged_into else progress_of(found),
        "tier_changes": changes_of(found),
        "statement": statement,
        "lines": statement.lines(request.membership, with_lots_of=asked_number(request, "lots")),
        "shown": asked_number(request, "lots"),
        "period": period,
        "is_narrowed": any(days.values()),
        "doable": [] if found.merged_into else actions_for(request.membership, found.account),
        "walk": walk(request, member_listing, found),
        "place": urlencode({**asked, **here(request)}),
        "newer_url": page_url(asked, after=statement.entries[0].seq) if has(statement, "newer") else "",
        "older_url": page_url(asked, before=statement.entries[-1].seq) if has(statement, "older") else "",
        "export_url": workspace_url(request, "loyalty:statement_export", number=found.number),
        "export_query": f"?{urlencode(asked)}" if asked else "",
    }
    return render(request, "loyalty/member.html", context, status=status)


def has(statement, side) -> bool:
    return bool(statement.entries) and getattr(statement, f"has_{side}")


def here(request) -> dict:
    """On which page of the statement its reader is."""
    return {name: request.GET[name] for name in ("before", "after") if asked_number(request, name)}


def page_url(asked, **place) -> str:
    return f"?{urlencode({**asked, **place})}"


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def statement_export(request, number):
    """The entries of the period as a file: at once, or as a job where there are many."""
    found = find_wallet(request, number)
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(gettext("Choose CSV or Excel."))
    exported = exports.EXPORTED["statement"]
    query = request.GET.copy()
    for name in [name for name in query if name not in PERIOD]:
        query.pop(name)
    query["wallet"] = str(found.number)
    rows = exported.found(request.membership, query)
    sort = asked_sort(exported.listing.sorts_for(request.membership), query, exported.listing.default_sort)
    if rows.order_by()[: exports.AT_ONCE_ROWS + 1].count() > exports.AT_ONCE_ROWS:
        return export_in_a_job(request, exported, kind, sort, query)
    content = exports.export_at_once(
        exported, exports.ordered(rows, sort), kind=kind, by=request.membership, query=query
    )
    return as_download(content, exports.file_name(exported, kind), kind)
