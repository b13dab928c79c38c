"""Call sheets: made of the rows of a list, worked through one by one with one key for each outcome."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.exports import EXPORTED
from accounts.once import add_once
from accounts.views.bulk import selection, token_of
from accounts.views.lists import back
from accounts.views.records import refuse_archived
from interactions.calling import MOST_CALLS, CallForm, make_sheet, next_line, note_call, pass_over, take_back
from interactions.models import CallSheet, Interaction
from interactions.today import open_steps
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, posted, to_page, workspace_url
from lib.lists.page import asked_sort, beyond
from lib.phones import international
from lib.undo import asked_number, is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHEETS = 50


@workspace_page(Permission.EDIT_CUSTOMERS)
def call_sheets(request):
    sheets = CallSheet.objects.owned_by(request.membership).with_counts().order_by("-pk")[:MOST_SHEETS]
    return render(request, "calls/sheets.html", {"sheets": sheets})


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def call_sheet_new(request):
    """Of the ticked rows of a list of customers, or of all that match, in the order of the list."""
    asked = selection(request)
    listing = asked["listing"]
    query = QueryDict(asked["query"])
    found = EXPORTED[asked["list"]].found(request.membership, query)
    if not asked["is_all"]:
        found = listing.filters_for(request.membership, QueryDict()).qs.filter(number__in=asked["numbers"])
    sort = asked_sort(listing.sorts_for(request.membership), query, listing.default_sort)
    customers = list(beyond(found, sort)[: MOST_CALLS + 1])
    if asked["refusal"] or not customers:
        messages.error(request, str(asked["refusal"] or _("Tick the customers who are to be called.")))
        return HttpResponseRedirect(back(request, listing, asked["place"]), status=303)
    token = token_of(request, (asked["numbers"], asked["is_all"], asked["query"]))
    sheet = add_once(
        lambda form_token: make_sheet(
            by=request.membership, customers=customers[:MOST_CALLS], form_token=form_token
        ),
        CallSheet,
        form_token=token,
    )
    if len(customers) > MOST_CALLS:
        text = _("These are more than a day's calls: the sheet holds the first %(count)s.")
        messages.info(request, text % {"count": formats.number(MOST_CALLS)})
    return to_page(request, "interactions:call_sheet", number=sheet.number)


def find_sheet(request, number) -> CallSheet:
    """One's own."""
    return get_object_or_404(CallSheet.objects.owned_by(request.membership).with_counts(), number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def call_sheet(request, number):
    """The next call of the sheet; POST notes what came of it, `pass` passes it over, `undo` takes one back."""
    sheet = find_sheet(request, number)
    if request.method == "POST" and is_undo(request):
        return undo(request, sheet)
    line = next_line(sheet, request.membership)
    if line is None:
        return render(request, "calls/done.html", {"sheet": sheet, "outcomes": outcomes_of(sheet)})
    if request.method == "POST" and request.POST.get("line") != str(line.place):
        return to_page(request, "interactions:call_sheet", number=number)  # pressed twice, or in another tab
    if "pass" in request.POST:
        pass_over(line)
        say(request, sheet, line, _("Passed over: %(name)s."))
        return to_page(request, "interactions:call_sheet", number=number)
    form = CallForm(posted(request), line=line)
    if request.method == "POST" and form.is_valid():
        note_call(line, by=request.membership, **form.written)
        say(request, sheet, line, _("Logged the call with %(name)s."))
        return to_page(request, "interactions:call_sheet", number=number)
    context = {
        "sheet": sheet,
        "line": line,
        "form": form,
        "people": people_of(form),
        "account_phone": phone_of(line.account.phone_e164),
        "last": last_contact(line.account),
        "steps": open_steps(request.membership, account=line.account, most=5),
        "outcomes": list(enumerate(form.fields["outcome"].choices, 1)),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "calls/call.html", context, status=status)


def say(request, sheet, line, text):
    url = workspace_url(request, "interactions:call_sheet", number=sheet.number)
    name = isolated(line.account.name)
    say_done(request, text % {"name": name}, undo_url=url, undo=line.place)


def undo(request, sheet):
    line = get_object_or_404(
        sheet.lines.select_related("account", "interaction"), place=asked_number(request) or 0
    )
    take_back(line, by=request.membership)
    say_done(request, _("Back on the sheet: %(name)s.") % {"name": isolated(line.account.name)})
    return to_page(request, "interactions:call_sheet", number=sheet.number)


def people_of(form) -> list:
    """Each choice of who is called, with their numbers."""
    numbers = {number: each.phone_1_e164 for number, each in form.people.items()}
    return [(radio, phone_of(numbers.get(radio.data["value"], ""))) for radio in form["contact"]]


def phone_of(e164) -> dict:
    return {"e164": e164, "shown": international(e164)} if e164 else {}


def last_contact(account) -> Interaction | None:
    kept = account.interactions.kept().with_contacts().select_related("logged_by__user")
    return kept.order_by("-at", "-pk").first()


def outcomes_of(sheet) -> list[tuple[str, int]]:
    """How the calls of the sheet ended, and how many were passed over."""
    names = dict(Interaction.Outcome.choices)
    counted = sheet.lines.exclude(interaction=None).values_list("interaction__outcome").annotate(Count("pk"))
    ended = [
        (str(names[outcome]), count)
        for outcome, count in counted.order_by("-pk__count", "interaction__outcome")
    ]
    passed = sheet.lines.filter(interaction=None).exclude(done_at=None).count()
    return [*ended, (_("Passed over"), passed)] if passed else ended
