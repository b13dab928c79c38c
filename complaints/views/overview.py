"""Complaints at a glance: the board by state, with its moves, and who has how many open for how long."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.records import refuse_archived
from complaints.board import COLUMNS, columns_of, step_to
from complaints.fields import SEVERITIES, complaint_listing
from complaints.filters import NOBODY
from complaints.load import AGE_WORDS, loads_of, times_of
from complaints.models.complaint import STATES
from complaints.states import NotNow
from complaints.views.complaints import find_complaint
from complaints.views.steps import SHOWN, too_late
from lib.dates import span_in_words
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def board(request):
    """Everybody's, or those of one colleague. A phone shows one state at a time."""
    who = request.GET.get("owner", "")
    query = request.GET.copy()
    for name in ("state", "column"):
        query.pop(name, None)
    filters = complaint_listing.filters_for(request.membership, query)
    columns = columns_of(filters.qs)
    for column in columns:
        for card in column.cards:
            card.badge, card.moves = SEVERITIES[card.severity], moves_of(card)
    shown = request.GET.get("column", "")
    context = {
        "columns": columns,
        "shown": shown if shown in {each.value for each in COLUMNS} else COLUMNS[0].value,
        "colleagues": list(iter(filters.form.fields["owner"].choices)),
        "who": who,
        "may_change": request.membership.can(Permission.HANDLE_COMPLAINTS),
    }
    return render(request, "complaints/board.html", context)


def moves_of(card) -> list[tuple]:
    """The columns that a step leads to from where it stands: their words and their states."""
    led = {state: step_to(card, state) for state in COLUMNS if state != card.state}
    return [(STATES[state], state.value) for state, step in led.items() if step]


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def move(request, number):
    """POST takes the step that leads to the state of a column; one that asks something is asked on its own page."""
    found = find_complaint(request, number)
    found.account.check_in_use()
    state = request.POST.get("stage", "")
    if state == found.state:
        return back(request)
    step = step_to(found, state)
    if step == "wait":
        messages.info(
            request, _("Ask the customer what you wait for: the clocks stand still once it is sent.")
        )
        return to_page(request, "complaints:complaint", number=number)
    if step not in SHOWN:
        return too_late(request, found)
    shown = SHOWN[step]
    if shown.form is not None:
        return HttpResponseRedirect(workspace_url(request, f"complaints:{step}", number=number), status=303)
    try:
        shown.take(found, request.membership, {})
    except NotNow:
        return too_late(request, found)
    say_done(
        request,
        _("%(name)s: %(state)s.") % {"name": isolated(found.name), "state": found.get_state_display()},
    )
    return back(request)


def back(request):
    owner = request.GET.get("owner", "")
    response = to_page(request, "complaints:board")
    if owner in ("me", NOBODY) or (owner.isascii() and owner.isdigit() and len(owner) < 10):
        response["Location"] += f"?owner={owner}"
    return response


@workspace_page(Permission.VIEW_CUSTOMERS)
def load(request):
    """What is open by colleague and by age; each figure leads to the complaints it counts."""
    list_url = workspace_url(request, "complaints:complaints")
    times, now = times_of(request.membership), timezone.now()
    context = {
        "loads": loads_of(request.membership, list_url=list_url),
        "times": times,
        "median": span_in_words(now - times.median, now) if times.median is not None else "",
        "most": span_in_words(now - times.most, now) if times.most is not None else "",
        "ages": list(AGE_WORDS.values()),
    }
    return render(request, "complaints/load.html", context)
