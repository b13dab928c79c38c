"""Likely duplicates: the list of pairs, refusing one, looking anew, and finding the other one by hand."""

import django_filters as filters
from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.duplicates.pairs import PAIRS, look_at, refuse_pair, take_up_pair
from accounts.duplicates.sweeping import SWEEP, sweep
from accounts.duplicates.words import REASONS, in_words
from accounts.fields import account_listing, contact_listing
from accounts.models import Account, Contact
from accounts.models.duplicate import Pair
from accounts.views.records import PAGES
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import page_or_part, to_page, workspace_url
from lib.lists import ListPage, Sort
from lib.undo import is_undo, say_done
from timeline.models import Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

KINDS = {"accounts": Account, "contacts": Contact}
LISTINGS = {"accounts": account_listing, "contacts": contact_listing}
LABELS = {"accounts": gettext_lazy("Accounts"), "contacts": gettext_lazy("Contacts")}
SORTS = [
    Sort("-score", gettext_lazy("Most alike first"), "score", is_descending=True),
    Sort("-found", gettext_lazy("Found last first"), "found_at", is_descending=True),
]
CHOICE = {"class": "form-select w-auto"}
MOST_FOUND = 20
MOST_COUNTED = 999


def kind_of(model) -> str:
    return next(kind for kind, each in KINDS.items() if each is model)


def seen_pairs(request, model):
    return PAIRS[model].objects.visible_to(request.membership)


def pair_filter(model):
    class PairFilter(filters.FilterSet):
        reason = filters.ChoiceFilter(
            choices=[(code, label) for code, label in REASONS.items()],
            label=gettext_lazy("Reason"),
            empty_label=gettext_lazy("Any reason"),
            widget=forms.Select(attrs=CHOICE),
            method="because",
        )
        state = filters.ChoiceFilter(
            choices=[(Pair.State.REFUSED.value, Pair.State.REFUSED.label)],
            label=gettext_lazy("State"),
            empty_label=gettext_lazy("To be reviewed"),
            widget=forms.Select(attrs=CHOICE),
            method="in_state",
        )

        class Meta:
            model = PAIRS[KINDS["accounts"]]
            fields = []

        def because(self, queryset, name, value):
            return queryset.filter(reasons__contains=[value])

        def in_state(self, queryset, name, value):
            return queryset

    PairFilter._meta.model = PAIRS[model]
    return PairFilter


@workspace_page(Permission.VIEW_CUSTOMERS)
def duplicates(request):
    """Pairs whose both sides this member may see, the most alike first."""
    kind = request.GET.get("kind", "accounts")
    if kind not in KINDS:
        raise Http404
    model = KINDS[kind]
    pairs = seen_pairs(request, model)
    is_refused = request.GET.get("state") == Pair.State.REFUSED
    shown = standing_refused(pairs) if is_refused else pairs.open()
    page = ListPage(
        filters=pair_filter(model)(request.GET, queryset=shown, request=request),
        sorts=SORTS,
        query=request.GET,
        default_sort="-score",
        chips_without=("q", "kind"),
        complete=lambda found: found.select_related(*sides_of(model)),
    )
    for pair in page.rows:
        pair.words, pair.likeness = in_words(pair.reasons), formats.percent(pair.score)
    context = {
        "page": page,
        "kind": kind,
        "is_refused": is_refused,
        "tabs": tabs(request, kind),
        "running": Job.objects.open().filter(kind=SWEEP).first(),
        "review": f"accounts:duplicate_{kind}",
        "record_page": PAGES[model]["page"],
    }
    return page_or_part(request, "accounts/duplicate_list.html", "list", context)


def sides_of(model) -> list[str]:
    further = ["first__owner__user", "second__owner__user"] if model is Account else []
    return ["first", "second", *further]


def standing_refused(pairs):
    return pairs.filter(state=Pair.State.REFUSED, first__merged_into=None, second__merged_into=None)


def tabs(request, kind) -> list[dict]:
    url = workspace_url(request, "accounts:duplicates")
    return [
        {
            "url": f"{url}?kind={each}",
            "label": LABELS[each],
            "is_current": each == kind,
            "count": seen_pairs(request, model).open()[:MOST_COUNTED].count(),
        }
        for each, model in KINDS.items()
    ]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def duplicate_sweep(request):
    """Look now instead of in the night."""
    return to_page(request, "desk:job", number=sweep(by=request.membership).number)


def find_side(request, model, number):
    """One of the two: a number that leads to another record by a merge is followed."""
    rows = model.objects
    merged = rows.filter(number=number).exclude(merged_into=None).select_related("merged_into").first()
    found = merged.merged_into.number if merged else number
    return get_object_or_404(rows.visible_to(request.membership), number=found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def duplicate_refusal(request, kind, number, other):
    """POST says that these are two; with `undo` it is asked again."""
    model = KINDS[kind]
    one, another = (find_side(request, model, each) for each in (number, other))
    if one == another:
        raise Http404
    names = {"name": isolated(one.name), "other": isolated(another.name)}
    if is_undo(request):
        take_up_pair(one, another, by=request.membership)
        say_done(request, _("%(name)s and %(other)s are to be reviewed again.") % names)
    else:
        why = CleanCharField(required=False, max_length=300).clean(request.POST.get("why", "")[:300])
        refuse_pair(one, another, by=request.membership, why=why)
        url = workspace_url(request, f"accounts:duplicate_{kind}_refusal", number=number, other=other)
        text = _("%(name)s and %(other)s are two customers. They are not offered again.")
        say_done(request, text % names, undo_url=url)
    return back_to_list(request, kind)


def back_to_list(request, kind):
    response = to_page(request, "accounts:duplicates")
    if kind != "accounts":
        response["Location"] += f"?kind={kind}"
    return response


@workspace_page(Permission.EDIT_CUSTOMERS)
def duplicate_with(request, kind, number):
    """Find the one that this record is the same as."""
    model = KINDS[kind]
    found = find_side(request, model, number)
    query = request.GET.get("q", "")[:200].strip()
    seen = model.objects.kept().exclude(pk=found.pk)
    hits = seen.hits(query, request.membership).order_by("name_fold")[:MOST_FOUND] if query else []
    context = {
        "found": found,
        "called": isolated(found.name),
        "kind": kind,
        "query": query,
        "hits": hits,
        "likely": likely_of(request, found) if not query else [],
        "review": f"accounts:duplicate_{kind}",
        "page_url": workspace_url(request, PAGES[model]["page"], number=found.number),
    }
    return render(request, "accounts/duplicate_with.html", context)


def likely_of(request, found) -> list:
    """The others of the open pairs of this record, the most alike first."""
    pairs = seen_pairs(request, type(found)).open()
    mine = pairs.filter(first=found) | pairs.filter(second=found)
    chosen = mine.select_related("first", "second").order_by("-score", "pk")[:MOST_FOUND]
    return [
        {"record": pair.second if pair.first_id == found.pk else pair.first, "words": in_words(pair.reasons)}
        for pair in chosen
    ]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def duplicate_chosen(request):
    """Two ticked rows of a list."""
    kind = request.POST.get("list", "")
    if kind not in KINDS:
        return to_page(request, "accounts:duplicates")
    typed = [
        text
        for text in request.POST.getlist("number")
        if text.isascii() and text.isdigit() and len(text) < 10
    ]
    if len(set(typed)) != 2:
        messages.error(request, _("Select the two rows that are to become one."))
        return to_page(request, LISTINGS[kind].url_name)
    one, other = sorted(set(map(int, typed)))
    return to_page(request, f"accounts:duplicate_{kind}", number=one, other=other)


def warn_of_likely(request, found) -> None:
    """Somebody has just added this one: whom it may be already, as far as this member sees it."""
    look_at(type(found), [found.pk])
    likely = likely_of(request, found)
    if likely:
        names = {"name": isolated(likely[0]["record"].name), "reasons": formats.listed(likely[0]["words"])}
        text = _(
            "Perhaps this is %(name)s, who is known already: %(reasons)s. Compare the two under Duplicates."
        )
        messages.warning(request, text % names)
