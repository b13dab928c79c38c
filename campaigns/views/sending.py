"""The verbs of sending: schedule, take back, pause, go on, cancel. Each is safe to press twice."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.purposes import names_of
from campaigns import scheduling
from campaigns.audience_words import in_words
from campaigns.channels.costs import estimate_of
from campaigns.channels.line import gateway_of
from campaigns.channels.parts import length_of
from campaigns.forms_campaign import ScheduleForm
from campaigns.models.variant import LETTERS
from campaigns.problems import written_in
from campaigns.progress import progress_of
from campaigns.scheduling import NotWhole, WrongTime
from campaigns.states import WAITS, NotNow, State, possible
from campaigns.testing import language_for, letter_for, reader_of, send_test
from campaigns.varying import problems_in
from campaigns.views.campaigns import counted, find_campaign, parts_of, too_late
from campaigns.views.messages import text_for
from campaigns.winning import Decided, NoSuchLetter, decide
from lib.formats import isolated
from lib.http import UNPROCESSABLE, posted, to_page, workspace_url
from lib.undo import say_done
from messaging.sending import sender_of_workspace
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def schedule(request, number):
    """What will happen, said before it does; POST schedules it."""
    found = find_campaign(number)
    if found.state != State.DRAFT or found.is_archived:
        if request.method != "POST" or found.state not in WAITS:  # else it was pressed twice
            too_late(request)
        return to_page(request, "campaigns:detail", number=number)
    numbers = counted(found)
    if numbers is None:
        messages.error(
            request, _("The segment of this campaign cannot be read any more. Choose another audience.")
        )
        return to_page(request, "campaigns:edit", number=number)
    form = ScheduleForm(posted(request), campaign=found, numbers=numbers)
    problems = problems_in(found)
    if request.method == "POST" and form.is_valid():
        refusal, problems = scheduled(request, found, form.cleaned_data["version"] or 0)
        if refusal:
            refuse(form, found, refusal)
        if not refusal and not problems:
            return to_page(request, "campaigns:detail", number=number)
    return schedule_page(request, found, form, numbers, problems)


def refuse(form, found, refusal) -> None:
    """Whoever schedules once more has looked at what stands there now."""
    form.data = form.data.copy()
    form.data["version"] = found.version
    form.add_error(None, refusal)


def scheduled(request, found, version: int) -> tuple[str, list]:
    """Do it: why not, and what the template lacks; both empty when it is, or was, scheduled."""
    # An issue of a series that nobody approved in time may still go, up to its last moment.
    if found.send_at is not None and found.send_at <= timezone.now() and not found.series_id:
        return _("The time at which it was to be sent is over. Choose another one."), []
    try:
        scheduling.schedule(
            found,
            by=request.membership,
            send_at=found.send_at,
            expire_at=found.expire_at,
            read_version=version,
        )
    except Stale:
        return _("A colleague changed this campaign meanwhile. Look at it once more, then schedule it."), []
    except NotWhole as refusal:
        return "", refusal.problems
    except WrongTime:
        return _("The time until which it may be sent is over. Choose another one."), []
    except NotNow:
        too_late(request)
    else:
        say_done(request, _("Scheduled: %(name)s") % {"name": isolated(found.name)})
    return "", []


def schedule_page(request, found, form, numbers, problems):
    template, blocks = found.template, found.template.in_order()
    reader = reader_of(request.membership, None)
    language = language_for(template, blocks, request.GET.get("language", ""), reader)
    letter_url = workspace_url(request, "campaigns:letter", number=template.number)
    context = {
        "campaign": found,
        "form": form,
        "numbers": numbers,
        "parts": parts_of(found),
        "problems": problems,
        "audience": in_words(found.audience),
        "purpose": names_of([found.purpose]).get(found.purpose, found.purpose),
        "sender": sender_of_workspace(),
        "zone": request.workspace.time_zone,
        "language": language,
        "written": written_in(template, blocks),
    }
    if template.is_letter:
        letter = letter_for(template, blocks, language, reader, workspace=request.workspace)
        letter_query = urlencode({"language": language})
        context |= {"subject": letter.subject, "letter_url": f"{letter_url}?{letter_query}"}
    else:
        context |= message_of(request, found, language, reader, numbers)
    status = UNPROCESSABLE if form.errors or (problems and request.method == "POST") else 200
    response = render(request, "campaigns/schedule.html", context, status=status)
    response._csp_update = {"frame-src": ["'self'"]}
    return response


def message_of(request, found, language, reader, numbers) -> dict:
    """Of a message by telephone: what it says, how long that is, and what all of them cost."""
    text = text_for(found.template, language, reader, workspace=request.workspace, purpose=found.purpose)
    return {
        "text": text,
        "length": length_of(text),
        "cost": estimate_of(found, numbers.written_to),
        "gateway": gateway_of(found.channel),
    }


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def test(request, number):
    """POST sends its letter to one's own address."""
    found = find_campaign(number)
    template, blocks = found.template, found.template.in_order()
    reader = reader_of(request.membership, None)
    language = language_for(template, blocks, request.GET.get("language", ""), reader)
    send_test(template, blocks, language, reader, by=request.membership)
    text = _("A test is on its way to %(address)s.")
    messages.success(request, text % {"address": isolated(request.user.email)})
    is_draft = found.state == State.DRAFT and not found.is_archived
    return to_page(request, "campaigns:schedule" if is_draft else "campaigns:detail", number=number)


def moved(request, number, verb, said: str, *, to: State, back: str = ""):
    """One move of a person. Who presses twice is told once, and who comes too late that it stands elsewhere."""
    found = find_campaign(number)
    try:
        verb(found, by=request.membership)
    except NotNow:
        if found.state != to:
            too_late(request)
    else:
        undo_url = workspace_url(request, back, number=number) if back else ""
        say_done(request, said % {"name": isolated(found.name)}, undo_url=undo_url)
    return to_page(request, "campaigns:detail", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def unscheduling(request, number):
    return moved(request, number, scheduling.unschedule, _("A draft again: %(name)s"), to=State.DRAFT)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def pausing(request, number):
    said = _("Paused: %(name)s. What is being handed over at this moment still goes out.")
    return moved(request, number, scheduling.pause, said, to=State.PAUSED, back="campaigns:resumption")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def resumption(request, number):
    said = _("Goes on: %(name)s. Nobody who got it gets it again.")
    return moved(request, number, scheduling.resume, said, to=State.RUNNING, back="campaigns:pausing")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def winner(request, number):
    """POST sends the letter that it names to the rest, before its time. Who presses twice is told once."""
    found = find_campaign(number)
    places = {letter: place for place, letter in LETTERS.items()}
    letter = request.POST.get("letter", "")
    if letter not in places:
        return HttpResponseBadRequest(_("Open the page anew and press once more."))
    try:
        decide(found, by=request.membership, place=places[letter])
    except (Decided, NotNow):
        too_late(request)
    except NoSuchLetter:
        return HttpResponseBadRequest(_("Open the page anew and press once more."))
    else:
        messages.success(request, _("Letter %(letter)s goes to the rest now.") % {"letter": isolated(letter)})
    return to_page(request, "campaigns:detail", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def cancellation(request, number):
    """What has left already is said first; POST stops it for good."""
    found = find_campaign(number)
    if request.method == "POST":
        return moved(request, number, scheduling.cancel, _("Cancelled: %(name)s"), to=State.CANCELLED)
    if "cancel" not in possible(found.state):
        too_late(request)
        return to_page(request, "campaigns:detail", number=number)
    context = {"campaign": found, "progress": progress_of(found)}
    return render(request, "campaigns/cancellation.html", context)
