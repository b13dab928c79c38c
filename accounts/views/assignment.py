"""Settings of the workspace: which accounts go to whom; and trying the rules on existing accounts."""

import uuid
from functools import partial

from django.db.models import Prefetch
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.assignment import in_bulk, services
from accounts.assignment.forms import RuleForm
from accounts.bulk.verbs import SCOPES
from accounts.bulk.work import change_all
from accounts.models import AssignmentCandidate, AssignmentRule
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.bulk import token_of
from accounts.views.team import STALE
from lib.formats import isolated, listed
from lib.http import posted, to_page, workspace_url
from lib.places import language_name
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

ASSIGN = Permission.ASSIGN_CUSTOMERS
STEPS = {"up": -1, "down": 1}


def kept_rules():
    people = AssignmentCandidate.objects.select_related("member__user").order_by("member__user__name")
    rows = AssignmentRule.objects.kept().select_related("region", "industry", "team_role")
    return rows.prefetch_related(Prefetch("candidates", people))


def find_rule(number) -> AssignmentRule:
    return get_object_or_404(kept_rules(), number=number)


def in_words(rule) -> list[str]:
    """What a rule asks for."""
    shown = [
        rule.region and str(rule.region),
        rule.industry and str(rule.industry),
        rule.get_kind_display(),
        rule.get_size_display(),
        language_name(rule.language),
        rule.get_source_display(),
        rule.get_status_display(),
        rule.get_management_type_display(),
    ]
    return [isolated(each) for each in shown if each]


def line(rule) -> dict:
    here = [each.member for each in rule.candidates.all() if each.member.is_active]
    return {
        "rule": rule,
        "asks": listed(in_words(rule)) or _("Every account"),
        "pool": listed(isolated(each) for each in here),
        "is_empty": not here,
    }


@workspace_page(ASSIGN)
def rules(request):
    """The rules in their order."""
    return settings_page(request, "accounts/assignment.html", lines=[line(rule) for rule in kept_rules()])


@workspace_page(ASSIGN, methods=("GET", "POST"))
def rule_new(request):
    form = RuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(services.add_rule, by=request.membership, pool=list(form.cleaned_data["pool"]))
        try:
            made = add_once(add, AssignmentRule, form_token=form.cleaned_data["form_token"], **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "accounts:assignment_removal", assignmentrule=made.number)
            text = _("The rule %(name)s was added.") % {"name": isolated(made.name)}
            say_done(request, text, undo_url=url, again=1)
            return to_page(request, "accounts:assignment")
    return settings_page(request, "accounts/assignment_rule.html", form)


@workspace_page(ASSIGN, methods=("GET", "POST"))
def rule(request, assignmentrule):
    found = find_rule(assignmentrule)
    form = RuleForm(posted(request), rule=found)
    if request.method == "POST" and form.is_valid():
        for name, value in form.written.items():
            setattr(found, name, value)
        pool = list(form.cleaned_data["pool"]) if "pool" in form.changed_data else None
        try:
            read_version = form.cleaned_data["version"] or 0
            found.change(
                by=request.membership, read_version=read_version, changed=list(form.written), pool=pool
            )
        except Stale:
            form.data = form.data.copy()
            form.data["version"] = AssignmentRule.objects.get(pk=found.pk).version
            form.add_error(None, STALE)
        else:
            say_done(request, _("The rule %(name)s was saved.") % {"name": isolated(found.name)})
            return to_page(request, "accounts:assignment")
    name = AssignmentRule.objects.get(pk=found.pk).name
    return settings_page(request, "accounts/assignment_rule.html", form, rule=found, rule_name=name)


@workspace_page(ASSIGN, methods=("POST",))
def rule_place(request, assignmentrule):
    """POST with `step` moves the rule one place up or down."""
    found, step = find_rule(assignmentrule), STEPS.get(request.POST.get("step", ""))
    if step is None:
        return HttpResponseBadRequest(_("Choose up or down."))
    services.move_rule(found, by=request.membership, step=step)
    return to_page(request, "accounts:assignment")


@workspace_page(ASSIGN, methods=("POST",))
def rule_pause(request, assignmentrule):
    """POST pauses the rule; with `undo` it goes on."""
    found = find_rule(assignmentrule)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.resume(by=request.membership)
        say_done(request, _("The rule %(name)s is in force again.") % words)
    else:
        found.pause(by=request.membership)
        url = workspace_url(request, "accounts:assignment_pause", assignmentrule=assignmentrule)
        say_done(request, _("The rule %(name)s is paused.") % words, undo_url=url)
    return to_page(request, "accounts:assignment")


@workspace_page(ASSIGN, methods=("POST",))
def rule_removal(request, assignmentrule):
    """POST removes the rule; with `undo` it is put back."""
    found = get_object_or_404(AssignmentRule.objects.all(), number=assignmentrule)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.put_back(by=request.membership)
        say_done(request, _("The rule %(name)s is back.") % words)
    else:
        found.remove(by=request.membership)
        url = workspace_url(request, "accounts:assignment_removal", assignmentrule=assignmentrule)
        say_done(
            request,
            _("The rule %(name)s was removed.") % words,
            undo_url="" if "again" in request.GET else url,
        )
    return to_page(request, "accounts:assignment")


@workspace_page(ASSIGN, methods=("GET", "POST"))
def preview(request):
    """What the rules would do to existing accounts; POST does it, as a job that can be taken back."""
    scopes = dict(SCOPES)
    asked = request.POST.get("scope") or request.GET.get("scope") or in_bulk.UNLED
    scope = asked if asked in scopes else in_bulk.UNLED
    if request.method == "POST":
        if asked not in scopes:
            return HttpResponseBadRequest(_("Choose which accounts."))
        token = token_of(request, [request.membership.number, "rules", scope])
        change = change_all(
            by=request.membership, list_key="accounts", verb="rules", value=scope,
            query="" if scope == in_bulk.ALL else "owner=null", form_token=token,
        )  # fmt: skip
        return to_page(request, "desk:job", number=change.job.number)
    seen = services.Foresight(request.membership, scope)
    context = {
        "scope": scope,
        "token": uuid.uuid4(),
        "scopes": SCOPES,
        "seen": seen,
        "by_rule": sorted(seen.by_rule.items(), key=lambda pair: (pair[0].place, pair[0].pk)),
        "by_member": sorted(seen.by_member.items(), key=lambda pair: (-pair[1], pair[0].pk)),
    }
    return settings_page(request, "accounts/assignment_preview.html", **context)
