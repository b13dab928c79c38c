"""Occasions on which customers are written to: the list, writing, archiving, the usual ones."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from campaigns.forms_series import OccasionForm
from campaigns.models import Occasion
from campaigns.occasions import (
    InUse,
    Usual,
    add_occasion,
    add_usual_ones,
    archive_occasion,
    change_occasion,
    missing_ones,
)
from campaigns.series_words import day_of_year
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from surveys.models.survey import in_language
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_OCCASIONS = 200


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def occasion_list(request):
    yesterday = timezone.localdate() - timedelta(days=1)
    rows = list(Occasion.objects.all()[:MOST_OCCASIONS])
    for each in rows:
        each.next_on, each.day = each.next_after(yesterday), day_of_year(each)
    rows.sort(key=lambda each: (each.next_on is None, each.next_on, each.pk))
    context = {
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived],
        "missing": formats.listed(
            isolated(name_of(each)) for each in missing_ones(request.workspace.country)
        ),
    }
    return render(request, "campaigns/occasion_list.html", context)


def name_of(usual: Usual) -> str:
    return in_language(usual.name_ar, usual.name_en, get_language() or "ar")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def occasion_new(request):
    form = OccasionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_occasion, by=request.membership)
        try:
            add_once(add, Occasion, form_token=form.cleaned_data["form_token"], **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            return to_page(request, "campaigns:occasions")
    return form_page(request, "campaigns/occasion_form.html", form, found=None)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def occasion_edit(request, number):
    found = get_object_or_404(Occasion.objects.all(), number=number)
    form = OccasionForm(posted(request), occasion=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_occasion(found, by=request.membership, read_version=version, fields=form.written)
        except Stale:
            refuse_stale(form, Occasion.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The occasion was saved."))
            return to_page(request, "campaigns:occasions")
    return form_page(request, "campaigns/occasion_form.html", form, found=found)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def occasion_archive(request, number):
    """POST archives it; with `undo` it is back."""
    found = get_object_or_404(Occasion.objects.all(), number=number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back among the occasions: %(name)s") % words)
        return to_page(request, "campaigns:occasions")
    try:
        archive_occasion(found, by=request.membership)
    except InUse:
        messages.error(request, _("A series is sent on this occasion. Stop it first."))
    else:
        url = workspace_url(request, "campaigns:occasion_archive", number=number)
        say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    return to_page(request, "campaigns:occasions")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def occasions_usual(request):
    """POST adds the usual ones of the country that are missing."""
    made = add_usual_ones(request.workspace.country, by=request.membership)
    text = ngettext("%(count)s occasion was added.", "%(count)s occasions were added.", len(made))
    messages.success(request, text % {"count": formats.number(len(made))})
    return to_page(request, "campaigns:occasions")
