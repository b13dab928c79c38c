"""Changing many customers at once: choose what, do it, show what came of it, take it back."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.bulk.verbs import BULK_VERBS, MAY_NOT_OWN, STILL_OPEN, WHY, verbs_of_list
from accounts.bulk.work import (
    MOST_AT_ONCE,
    FilterGone,
    change_all,
    change_selected,
    matching,
    undo_change,
)
from accounts.exports import EXPORTED
from accounts.models import BulkChange
from accounts.views.lists import CAME_FROM, LONGEST_QUERY, back, to_list
from lib.formats import number as in_digits
from lib.http import UNPROCESSABLE, page_or_part, posted, to_page, workspace_url
from lib.undo import say_done
from timeline.models import Job
from workspaces.asked_list import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SHOWN_LEFT = 50
TOO_LONG = gettext_lazy("This list is narrowed by too much text. Shorten what is written in its filters.")
GONE = gettext_lazy(
    "Something this list was narrowed by is no longer there, so it means other records now."
    " Look at the list again."
)


class BulkForm(forms.Form):
    """The values of every verb of a list; the pressed button says which one counts."""

    def __init__(self, *args, verbs=(), **kwargs):
        super().__init__(*args, **kwargs)
        for verb in verbs or verbs_of_list("accounts"):
            if verb.field:
                self.fields[f"value_{verb.key}"] = verb.field()

    def value_of(self, verb) -> str:
        """The text that is kept of what was chosen; ValidationError for what nobody could choose."""
        field = self.fields[f"value_{verb.key}"]
        found = field.clean(self.data.get(f"value_{verb.key}", ""))
        if not found and not verb.takes_nothing:
            raise forms.ValidationError(_("Choose or write what to change it to."))
        return verb.kept(found)


def selection(request) -> dict:
    """Which rows are meant: those ticked, or everything that matches."""
    key = request.POST.get("list", request.GET.get("list", "accounts"))
    if key not in EXPORTED:
        raise Http404
    typed = [text for text in request.POST.getlist("number")[:MOST_AT_ONCE] if text.isascii()]
    query, place = asked_query(request), request.POST.get(CAME_FROM, "")
    is_all = request.POST.get("all") == "1"
    refusal = refused(request, key, query) if is_all else None
    return {
        "list": key,
        "listing": EXPORTED[key].listing,
        "numbers": [int(text) for text in typed if text.isdigit() and len(text) < 10] if not refusal else [],
        "is_all": is_all and not refusal,
        "refusal": refusal,
        "query": query or "",
        "place": QueryDict(place).urlencode() if len(place) <= LONGEST_QUERY else "",
    }


def asked_query(request) -> str | None:
    """What the list below whose rows the form stands is narrowed by; None for more than can be asked again."""
    query = request.POST.get("query", "")
    return told(QueryDict(query)) if len(query) <= LONGEST_QUERY else None


def refused(request, key, query):
    """All of a list that cannot be asked for again is nothing: without one of its filters it would be others."""
    if query is None:
        return TOO_LONG
    try:
        matching(key, request.membership, query)
    except FilterGone:
        return GONE
    return None


def token_of(request, meant):
    """Of this form with this meaning: gone back to and sent with other rows, it is another change."""
    try:
        token = uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None
    return uuid.uuid5(token, repr(meant))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def bulk(request):
    """Do what the pressed button says to the chosen rows; without one, ask what to do."""
    chosen = selection(request)
    verbs = verbs_of_list(chosen["list"])
    list_url = back(request, chosen["listing"], chosen["place"])
    verb = next((verb for verb in verbs if verb.key == request.POST.get("verb")), None)
    form = BulkForm(posted(request), verbs=verbs)
    if request.method == "POST" and not chosen["numbers"] and not chosen["is_all"]:
        form.add_error(None, chosen["refusal"] or _("Select at least one row first."))
        return choose(request, chosen, form, verbs, list_url, status=UNPROCESSABLE)
    if verb is None:
        return choose(request, chosen, form, verbs, list_url)
    if not request.membership.can(verb.permission):
        raise PermissionDenied
    try:
        value = form.value_of(verb) if verb.field else ""
    except forms.ValidationError as error:
        if not form.has_error(f"value_{verb.key}"):
            form.add_error(f"value_{verb.key}", error)
        return choose(request, chosen, form, verbs, list_url, status=UNPROCESSABLE)
    asked = {"by": request.membership, "list_key": chosen["list"], "verb": verb.key, "value": value}
    rows = {"query": chosen["query"]} if chosen["is_all"] else {"numbers": sorted(set(chosen["numbers"]))}
    token = token_of(request, [request.membership.number, chosen["list"], verb.key, value, rows])
    if chosen["is_all"]:
        change = change_all(**asked, **rows, form_token=token)
        return to_page(request, "desk:job", number=change.job.number)
    change = change_selected(**asked, **rows, form_token=token)
    say(request, change, chosen["place"])
    return HttpResponseRedirect(list_url, status=303)


def choose(request, chosen, form, verbs, list_url, status=200):
    is_part = request.htmx and not request.htmx.boosted
    # The bar that opens the part has buttons of its own for what needs no value.
    asked = [verb for verb in verbs if verb.field or not is_part]
    lines = [{"verb": verb, "field": form[f"value_{verb.key}"] if verb.field else None} for verb in asked]
    total = len(chosen["numbers"])
    if chosen["is_all"]:
        total = matching(chosen["list"], request.membership, chosen["query"]).order_by().count()
    context = {"chosen": chosen, "form": form, "lines": lines, "list_url": list_url, "total": total}
    return page_or_part(
        request, "accounts/bulk.html", "panel", {**context, "token": uuid.uuid4()}, status=status
    )


def say(request, change, place):
    """What was done, with Undo, which leads to the same list."""
    count, refused = change.changed_count, change.refused_count
    for sentence in left_alone(change):
        messages.warning(request, sentence)
    if not count and refused:
        return
    if not count:
        messages.success(request, _("Nothing had to be changed."))
        return
    sentence = ngettext("%(count)s record was changed.", "%(count)s records were changed.", count)
    undo_url = workspace_url(request, "accounts:bulk_undo", number=change.number)
    way_back = {CAME_FROM: place} if place else {}
    say_done(request, sentence % {"count": in_digits(count)}, undo_url=undo_url, **way_back)


def left_alone(change) -> list[str]:
    """How many were left as they are, and why: a sentence for each reason."""
    why_once = STILL_OPEN if change.verb == "archive" else MAY_NOT_OWN  # before reasons were kept
    refusals = change.refusals or ({why_once: change.refused_count} if change.refused_count else {})
    return [
        WHY[why] % {"n": count, "count": in_digits(count)}
        for why, count in sorted(refusals.items())
        if why in WHY
    ]


def find_change(request, number) -> BulkChange:
    own = BulkChange.objects.visible_to(request.membership).select_related("job", "undo_job")
    return get_object_or_404(own, number=number)


@workspace_page(Permission.EDIT_CUSTOMERS)
def bulk_one(request, number):
    """What came of a bulk change, and taking it back."""
    change = find_change(request, number)
    verb = BULK_VERBS[change.verb]
    listing = EXPORTED[change.list_key].listing
    left = change.items.filter(stays=True).values_list("record_id", flat=True)
    context = {
        "change": change,
        "left": list(listing.queryset(request.membership).filter(pk__in=left).order_by("pk")[:SHOWN_LEFT]),
        "left_url_name": listing.record_url_name,
        "verb": verb,
        "value": verb.told(change.value),
        "listing": listing,
        "list_url": workspace_url(request, listing.url_name),
        "left_alone": left_alone(change),
        "is_running": change.finished_at is None,
        "is_undoing": change.undo_job is not None and not change.undo_job.is_over,
        "was_stopped": change.job is not None and change.job.state in {Job.State.CANCELLED, Job.State.FAILED},
    }
    return render(request, "accounts/bulk_one.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def bulk_undo(request, number):
    change = find_change(request, number)
    if not request.membership.can(BULK_VERBS[change.verb].permission):
        raise PermissionDenied
    change = undo_change(change, by=request.membership)
    # Nothing is taken back while the change itself goes on.
    if job := change.undo_job if change.finished_at else change.job:
        return to_page(request, "desk:job", number=job.number)
    if change.undone_at:
        count = change.undone_count
        sentence = ngettext("%(count)s record is as before.", "%(count)s records are as before.", count)
        messages.success(request, sentence % {"count": in_digits(count)})
    return to_list(request, EXPORTED[change.list_key].listing)
