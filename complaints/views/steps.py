"""The steps of a complaint, each a page of its own where something is asked, and what is said about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.views.records import refuse_archived
from complaints.answering import answer, communicate, note
from complaints.appealing import has_decided_before, may_decide
from complaints.forms import (
    AnswerForm,
    AssessForm,
    AssignForm,
    CloseForm,
    CommunicateForm,
    DecideForm,
    NothingAsked,
    ReasonForm,
    SayForm,
)
from complaints.grading import severity_of
from complaints.models.message import LONGEST_MESSAGE
from complaints.states import NotNow, State
from interactions.models import ReadyAnswer
from interactions.ready_answers import Answering, inserted
from lib.file_fields import FilesInput
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@dataclass(frozen=True)
class Shown:
    """One step as people see it; `take` is called with (complaint, member, what the form brought)."""

    label: Any
    icon: str
    take: Callable[[Any, Any, dict], None]
    form: Any = None
    is_grave: bool = False


def assess(complaint, by, given):
    given["severity"] = severity_of(given["impact"], given["urgency"])
    is_first = "assess" in complaint.steps
    verb = complaint.assess if is_first else complaint.reassess
    verb(by=by, **given)


SHOWN: dict[str, Shown] = {
    "acknowledge": Shown(
        gettext_lazy("Acknowledge the receipt"), "check", lambda found, by, given: found.acknowledge(by=by)
    ),
    "assess": Shown(gettext_lazy("Assess"), "adjustments-horizontal", assess, AssessForm),
    "investigate": Shown(
        gettext_lazy("Look into it"),
        "search",
        lambda found, by, given: found.investigate(by=by),
    ),
    "go_on": Shown(
        gettext_lazy("Go on without waiting"), "activity", lambda found, by, given: found.go_on(by=by)
    ),
    "decide": Shown(
        gettext_lazy("Decide"),
        "writing",
        lambda found, by, given: found.decide(by=by, **given),
        DecideForm,
    ),
    "communicate": Shown(
        gettext_lazy("Tell the customer"),
        "send",
        lambda found, by, given: communicate(found, by=by, **given),
        CommunicateForm,
    ),
    "close": Shown(
        gettext_lazy("Close"),
        "circle-check",
        lambda found, by, given: found.close(by=by, **given),
        CloseForm,
    ),
    "reopen": Shown(
        gettext_lazy("Reopen"),
        "arrow-back-up",
        lambda found, by, given: found.reopen(by=by, **given),
        ReasonForm,
    ),
    "appeal": Shown(
        gettext_lazy("The customer appeals"),
        "arrow-up",
        lambda found, by, given: found.appeal(by=by, **given),
        ReasonForm,
    ),
    "withdraw": Shown(
        gettext_lazy("The customer withdraws it"),
        "circle-x",
        lambda found, by, given: found.withdraw(by=by, **given),
        ReasonForm,
        is_grave=True,
    ),
    "reject": Shown(
        gettext_lazy("This is no complaint"),
        "ban",
        lambda found, by, given: found.reject(by=by, **given),
        ReasonForm,
        is_grave=True,
    ),
    "restore": Shown(
        gettext_lazy("It is a complaint after all"),
        "arrow-back-up",
        lambda found, by, given: found.restore(by=by),
    ),
}


# The step that the page of a complaint in this state offers first.
FIRST = {
    State.NEW: "assess",
    State.ACKNOWLEDGED: "assess",
    State.ASSESSED: "investigate",
    State.INVESTIGATING: "decide",
    State.WAITING: "go_on",
    State.DECIDED: "communicate",
    State.COMMUNICATED: "close",
    State.CLOSED: "reopen",
    State.WITHDRAWN: "reopen",
    State.REJECTED: "restore",
}


@dataclass(frozen=True)
class Offered:
    name: str
    shown: Shown
    url: str
    is_first: bool


def offered_steps(request, found) -> list[Offered]:
    """The steps that lead on from here; one of them is the button of the page."""
    names = [name for name in found.steps if name in SHOWN]
    if "appeal" in names and not found.may_be_appealed:
        names.remove("appeal")
    first = FIRST.get(State(found.state))
    url = partial(workspace_url, request, number=found.number)
    return [Offered(name, SHOWN[name], url(f"complaints:{name}"), name == first) for name in names]


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def take_step(request, number, step):
    """GET asks what the step needs to know, POST takes it; one that asks nothing is confirmed on GET."""
    from complaints.views.complaints import find_complaint

    found, shown = find_complaint(request, number), SHOWN[step]
    found.account.check_in_use()
    may_reassess = step == "assess" and found.is_open
    if step not in found.steps and not may_reassess:
        return too_late(request, found)
    if step in ("decide", "communicate") and not may_decide(found, request.membership):
        messages.error(request, _("An appeal is decided by somebody who leads the handling of complaints."))
        return to_page(request, "complaints:complaint", number=number)
    if step == "decide" and has_decided_before(found, request.membership):
        messages.error(
            request, _("You decided this complaint before: an appeal is decided by somebody else.")
        )
        return to_page(request, "complaints:complaint", number=number)
    form = shown.form(posted(request), complaint=found) if shown.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            shown.take(found, request.membership, dict(form.cleaned_data) if form else {})
        except NotNow:
            return too_late(request, found)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return to_page(request, "complaints:complaint", number=number)
        words = {"name": isolated(found.name), "state": found.get_state_display()}
        say_done(request, _("%(name)s: %(state)s.") % words)
        return to_page(request, "complaints:complaint", number=number)
    cancel_url = workspace_url(request, "complaints:complaint", number=number)
    context = {"complaint": found, "shown": shown, "step": step, "cancel_url": cancel_url}
    return form_page(request, "complaints/step_form.html", form or NothingAsked(), **context)


def too_late(request, found):
    say_too_late(request)
    return to_page(request, "complaints:complaint", number=found.number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def owner(request, number):
    """Who handles it; POST with `undo` gives it back to the one named."""
    from complaints.views.complaints import find_complaint

    found = find_complaint(request, number)
    found.account.check_in_use()
    form = AssignForm(posted(request), complaint=found)
    if request.method == "POST" and form.is_valid():
        former, chosen = found.owner, form.cleaned_data["owner"]
        found.assign_to(chosen, by=request.membership)
        url = workspace_url(request, "complaints:owner", number=number)
        back = {"owner": former.number if former else ""}
        text = _("%(name)s is handled by %(owner)s now.") if chosen else _("Nobody handles %(name)s now.")
        words = {"name": isolated(found.name), "owner": isolated(chosen.user.name) if chosen else ""}
        undo_url = "" if is_undo(request) or former == chosen else url
        say_done(request, text % words, undo_url=undo_url, undo=1, **back)
        return to_page(request, "complaints:complaint", number=number)
    cancel_url = workspace_url(request, "complaints:complaint", number=number)
    context = {"complaint": found, "cancel_url": cancel_url}
    return form_page(request, "complaints/owner_form.html", form, **context)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def answers(request, number):
    """POST says something to the customer; with `insert` a ready answer is put into what was typed, no more."""
    if "insert" in request.POST:
        return with_ready_answer(request, number)
    return say(request, number, form_class=AnswerForm, verb=answer, kept_as="answer_form")


def with_ready_answer(request, number):
    """In the language of the complaint, filled for who complained."""
    from complaints.views.complaints import find_complaint, record_page

    found = find_complaint(request, number)
    typed, chosen = request.POST.get("text", ""), request.POST.get("ready", "")
    asked = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    ready = ReadyAnswer.objects.in_use().filter(number=asked).first()
    if ready is not None:
        to = Answering(
            request.membership,
            account=found.account,
            contact=found.contact,
            about={"complaint": found.reference},
        )
        typed = inserted(typed, to.offer(ready, language=found.language).filled.text)
    files = FilesInput().value_from_datadict(request.POST, request.FILES, "files")
    initial = {"text": typed[:LONGEST_MESSAGE], "waits": "waits" in request.POST, "files": files}
    return record_page(request, found, answer_form=AnswerForm(membership=request.membership, initial=initial))


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def notes(request, number):
    """POST writes something for colleagues; no customer reads it."""
    return say(request, number, form_class=SayForm, verb=note, kept_as="note_form")


def say(request, number, *, form_class, verb, kept_as):
    from complaints.views.complaints import find_complaint, record_page

    found = find_complaint(request, number)
    found.account.check_in_use()
    form = form_class(request.POST, request.FILES, membership=request.membership)
    if form.is_valid():
        try:
            verb(found, by=request.membership, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except NotNow:
            form.add_error("waits", _("It waits for nobody at this point. Send the answer without it."))
        else:
            return to_page(request, "complaints:complaint", number=number)
    return record_page(request, found, **{kept_as: form}, status=UNPROCESSABLE)
