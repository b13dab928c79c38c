"""Two customers side by side, making one of them, and the page of a merge with its undo."""

import uuid

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.duplicates.pairs import pair_of
from accounts.duplicates.words import in_words
from accounts.merging.fields import ABSORBED, BOTH, SURVIVOR, lines
from accounts.merging.foresight import told, what_moves
from accounts.merging.refusals import NotMerged
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Account, Merge, MergedRow
from accounts.models.merge import UNDO_DAYS
from accounts.models.record import Stale
from accounts.views.duplicates import KINDS, back_to_list, find_side, kind_of
from accounts.views.records import PAGES
from lib.formats import isolated
from lib.http import UNPROCESSABLE, to_page, workspace_url
from lib.undo import TooLate, say_done, say_too_late
from timeline.kinds import seen_rows
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SIDES = {SURVIVOR, ABSORBED, BOTH}
MOST_LISTED = 100


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def duplicate(request, kind, number, other):
    """The first number survives: ?keep= or the form says which of the two it is."""
    model = KINDS[kind]
    one, another = (find_side(request, model, each) for each in (number, other))
    if one == another:
        messages.error(request, _("This is one and the same record."))
        return to_page(request, PAGES[model]["page"], number=one.number)
    kept = request.POST.get("keep") or request.GET.get("keep")
    survivor, absorbed = (another, one) if kept == str(another.number) else (one, another)
    if request.method == "POST":
        return merge_now(request, survivor, absorbed)
    return side_by_side(request, survivor, absorbed)


def side_by_side(request, survivor, absorbed, *, error="", status=200):
    choices = chosen(request.POST)
    pair = pair_of(survivor, absorbed)
    page_url = workspace_url(request, PAGES[type(survivor)]["page"], number=survivor.number)
    all_lines = lines(survivor, absorbed, choices)
    context = {
        "kind": kind_of(type(survivor)),
        "survivor": survivor,
        "absorbed": absorbed,
        "lines": [line for line in all_lines if line.is_asked],
        "same": [line for line in all_lines if not line.is_asked and (line.survivor or line.absorbed)],
        "moves": what_moves(absorbed),
        "pair": pair,
        "reasons": in_words(pair.reasons) if pair else [],
        "error": error,
        "token": uuid.uuid4(),
        "undo_days": UNDO_DAYS,
        "page_url": page_url,
        "record_page": PAGES[type(survivor)]["page"],
        "list_url": workspace_url(request, "accounts:duplicates"),
        "refusal": f"accounts:duplicate_{kind_of(type(survivor))}_refusal",
        "own": f"accounts:duplicate_{kind_of(type(survivor))}",
    }
    return render(request, "accounts/duplicate.html", context, status=status)


def chosen(posted) -> dict[str, str]:
    return {
        name.removeprefix("take-"): side
        for name, side in posted.items()
        if name.startswith("take-") and side in SIDES
    }


def merge_now(request, survivor, absorbed):
    versions = {each.pk: asked_version(request, each) for each in (survivor, absorbed)}
    try:
        merged = merge(
            survivor,
            absorbed,
            by=request.membership,
            choices=chosen(request.POST),
            read_versions=versions,
            form_token=asked_token(request),
        )
    except NotMerged as refusal:
        return side_by_side(request, survivor, absorbed, error=refusal.words, status=UNPROCESSABLE)
    except Stale:
        text = _("Somebody has changed one of the two meanwhile. Look again, then merge.")
        return side_by_side(request, survivor, absorbed, error=text, status=UNPROCESSABLE)
    names = {"name": isolated(absorbed.name), "into": isolated(survivor.name)}
    url = workspace_url(request, "accounts:merge_undo", number=merged.number)
    say_done(request, _("%(name)s was merged into %(into)s.") % names, undo_url=url)
    if request.POST.get("next") == "list":
        return back_to_list(request, kind_of(type(survivor)))
    return to_page(request, PAGES[type(survivor)]["page"], number=survivor.number)


def asked_version(request, record) -> int:
    typed = request.POST.get(f"version-{record.number}", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def asked_token(request):
    try:
        return uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None


def find_merge(request, number) -> Merge:
    """A merge of customers this member may see."""
    found = get_object_or_404(Merge.objects.select_related("by__user", "undone_by__user"), number=number)
    keys = [found.survivor_id] if found.undone_at is None else [found.survivor_id, found.absorbed_id]
    rows = found.model.objects.filter(pk__in=keys).values_list("pk", "merged_into")
    ends = {into or pk for pk, into in rows}
    seen = found.model.objects.visible_to(request.membership).filter(pk__in=ends)
    if not ends or seen.count() != len(ends):
        raise Http404
    return found


@workspace_page(Permission.VIEW_CUSTOMERS)
def merge_page(request, number):
    found = find_merge(request, number)
    stayed = found.rows.exclude(came__in=("", MergedRow.Came.BACK)).order_by("table", "pk")
    counts = {label: sum(what.values()) for label, what in found.counts.items() if label}
    context = {
        "merge": found,
        "survivor": found.survivor,
        "absorbed": found.absorbed,
        "moves": told(counts),
        "fields": field_lines(found),
        "stayed": [stayed_line(row, request.membership) for row in stayed[:MOST_LISTED]],
        "stayed_fields": stayed_fields(found),
        "record_page": PAGES[found.model]["page"],
        "list_url": workspace_url(request, "accounts:duplicates"),
    }
    return render(request, "accounts/merge.html", context)


def field_lines(found) -> list:
    fields = {field.attname: field for field in found.model._meta.concrete_fields}
    return [
        fields[name].verbose_name for name in found.fields if name in fields and not name.endswith("_e164")
    ]


def stayed_fields(found) -> list:
    fields = {field.attname: field.verbose_name for field in found.model._meta.concrete_fields}
    names = found.counts.get("", {}).get("fields", [])
    return [fields.get(name, _("Consent")) for name in names if not name.endswith("_e164")]


def stayed_line(row, membership) -> dict:
    """By its name where this member may see it: a contact works for customers of other teams too."""
    model = apps.get_model(row.table)
    standing = seen_rows(row.table, [row.row_id], membership).get(row.row_id)
    account = getattr(standing, "account", None)
    is_seen = account is None or Account.objects.visible_to(membership).filter(pk=account.pk).exists()
    return {
        "kind": model._meta.verbose_name,
        "name": str(standing) if standing and is_seen else "",
        "why": row.get_came_display(),
    }


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def merge_undo(request, number):
    found = find_merge(request, number)
    try:
        found = undo_merge(found, by=request.membership)
    except TooLate:
        say_too_late(request)
        return to_page(request, "accounts:merge", number=number)
    names = {"name": isolated(found.absorbed_name), "from": isolated(found.survivor_name)}
    messages.success(request, _("%(name)s and %(from)s are two again.") % names)
    if found.rows.exclude(came__in=("", MergedRow.Came.BACK)).exists() or stayed_fields(found):
        return to_page(request, "accounts:merge", number=number)
    return HttpResponseRedirect(
        workspace_url(request, PAGES[found.model]["page"], number=found.absorbed.number), status=303
    )
