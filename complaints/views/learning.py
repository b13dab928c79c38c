"""Learning from complaints: figures of a period, what the search has found, and what becomes of a finding."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from complaints import acting
from complaints.figures import figures_of
from complaints.forms_action import DismissForm
from complaints.learning import JOB, last_search, learn
from complaints.models import Complaint, CorrectiveAction, Finding
from lib.formats import isolated
from lib.http import UNPROCESSABLE, posted, to_page, workspace_url
from lib.undo import TooLate, is_undo, say_done, say_too_late
from timeline.models import Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SHOWN = 10


def periods():
    return [(30, _("30 days")), (90, _("90 days")), (365, _("A year"))]


def asked_days(query) -> int:
    asked = query.get("days", "")
    return int(asked) if asked in {"30", "90", "365"} else 90


def findings_of(request):
    seen = Finding.objects.visible_to(request.membership)
    return seen.select_related("account", "category", "root_cause", "decided_by__user", "follow_up")


def find(request, number):
    return get_object_or_404(findings_of(request), number=number)


@workspace_page(Permission.HANDLE_COMPLAINTS)
def learning(request):
    """What complaints show together; each figure leads to the complaints behind it."""
    today, member = timezone.localdate(), request.membership
    days = asked_days(request.GET)
    patterns = findings_of(request).patterns().proposed()
    check_ins = list(
        findings_of(request).unvoiced().proposed().order_by("-measure", "-found_at")[: SHOWN + 1]
    )
    for each in check_ins:
        each.signs = acting.in_words(each)
    actions = CorrectiveAction.objects.for_today(today).select_related("owner__user")
    context = {
        "days": days,
        "periods": periods(),
        "figures": figures_of(
            member,
            days=days,
            today=today,
            list_url=workspace_url(request, "complaints:complaints"),
            is_rtl=get_language_bidi(),
        ),
        "findings": list(patterns.order_by("-found_at", "kind", "-measure", "pk")[: 2 * SHOWN + 1]),
        "check_ins": check_ins,
        "measures": list(actions.order_by("due_on", "pk")[: SHOWN + 1]),
        "shown": SHOWN,
        "job": Job.objects.open().filter(kind=JOB).first(),
        "last": last_search(),
        "may_decide": member.can(Permission.MANAGE_COMPLAINTS),
    }
    return render(request, "complaints/learning.html", context)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
def search(request):
    """POST looks for patterns now, in the background."""
    return to_page(request, "desk:job", number=learn(by=request.membership).number)


@workspace_page(Permission.HANDLE_COMPLAINTS)
def finding(request, number):
    """What was found, what it rests on, and what may become of it."""
    return shown(request, find(request, number), DismissForm())


def shown(request, found, form):
    member = request.membership
    complaints = (
        Complaint.objects.visible_to(member).filter(findings__finding=found).select_related("account")
    )
    evidence = found.evidence.select_related("purchase", "answer__invitation__survey")
    context = {
        "finding": found,
        "form": form,
        "complaints": list(complaints.order_by("-filed_at", "-pk")),
        "records": [each for each in evidence if each.complaint_id is None],
        "signs": acting.in_words(found) if found.is_unvoiced else [],
        "measures": found.actions.select_related("owner__user").order_by("-pk"),
        "may_decide": may_decide(member, found),
    }
    context["hidden"] = found.evidence.exclude(complaint=None).count() - len(context["complaints"])
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "complaints/finding.html", context, status=status)


def may_decide(member, found) -> bool:
    """About patterns those who look after complaints; about a check-in whoever works with the customer."""
    wanted = Permission.EDIT_CUSTOMERS if found.is_unvoiced else Permission.MANAGE_COMPLAINTS
    return member.can(wanted)


def refuse(request, found):
    messages.error(request, _("A colleague has decided about it meanwhile."))
    return to_page(request, "complaints:finding", number=found.number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def dismissal(request, number):
    """POST dismisses it, with a reason; with `undo` it is proposed again."""
    found = find(request, number)
    if not may_decide(request.membership, found):
        return not_yours(request, found)
    if is_undo(request):
        return proposed_again(request, found)
    form = DismissForm(posted(request))
    if not form.is_valid():
        return shown(request, found, form)
    try:
        acting.dismiss(found, by=request.membership, reason=form.cleaned_data["reason"])
    except acting.DecidedBefore:
        return refuse(request, found)
    url = workspace_url(request, "complaints:dismissal", number=number)
    say_done(request, _("It was dismissed. It comes back only if there is more of it."), undo_url=url, undo=1)
    return to_page(request, "complaints:learning")


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def check_in(request, number):
    """POST makes a follow-up of what nobody voiced; with `undo` it is called off and proposed again."""
    found = find(request, number)
    if not found.is_unvoiced or not may_decide(request.membership, found):
        return not_yours(request, found)
    if is_undo(request):
        return proposed_again(request, found)
    try:
        step = acting.check_in(found, by=request.membership)
    except acting.DecidedBefore:
        return refuse(request, found)
    url = workspace_url(request, "complaints:check_in", number=number)
    text = _("A follow-up was written down for %(name)s.") % {"name": isolated(step.owner.user.name)}
    say_done(request, text, undo_url=url, undo=1)
    return to_page(request, "complaints:finding", number=number)


def not_yours(request, found):
    messages.error(request, _("Your role does not decide about this."))
    return to_page(request, "complaints:finding", number=found.number)


def proposed_again(request, found):
    try:
        acting.put_back(found, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("It is proposed again."))
    return to_page(request, "complaints:finding", number=found.number)
