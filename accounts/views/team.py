"""The team of an account: who is in it, putting somebody in, changing and ending it; and the roles there are."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import team
from accounts.models import TeamMember, TeamRole
from accounts.models.record import Stale
from accounts.models.team import AlreadyInTeam
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.team_forms import TeamForm, TeamRoleForm
from accounts.views.accounts import find_account, visible_accounts
from accounts.views.records import refuse_archived, to_record
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

FORMER_ROWS = 20
THEIRS = gettext_lazy("Only the account manager, those above, and who sees every account change the team.")
STALE = gettext_lazy(
    "A colleague saved this while you were editing. What you typed still stands here: "
    "save again to put it in the place of theirs."
)


def team_page(request, account, form):
    rows = TeamMember.objects.filter(account=account).select_related("member__user", "role")
    found = list(rows.order_by("from_on", "pk"))
    standing = [row for row in found if row.is_standing]
    context = {
        "account": account,
        "rows": standing,
        "former": [row for row in reversed(found) if not row.is_standing][:FORMER_ROWS],
        "lead": account.owner,
        "may_change": not account.is_archived and team.may_change_team(account, request.membership),
    }
    return form_page(request, "accounts/team.html", form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_team(request, number):
    """Who works on this account."""
    account = get_object_or_404(visible_accounts(request).select_related("owner__user"), number=number)
    return team_page(request, account, TeamForm(account=account))


def refused(request, account):
    messages.error(request, THEIRS)
    return to_page(request, "accounts:team", number=account.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def account_team_new(request, number):
    """POST puts a colleague into the team."""
    account = find_account(request, number)
    if not team.may_change_team(account, request.membership):
        return refused(request, account)
    form = TeamForm(posted(request), account=account)
    if form.is_valid():
        add = partial(team.add_to_team, account, by=request.membership)
        try:
            row = add_once(add, TeamMember, form_token=form.cleaned_data["form_token"], **form.written)
        except AlreadyInTeam:
            form.add_error("member", _("This colleague is in the team already."))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "accounts:team_end", number=number, teammember=row.number)
            text = _("%(name)s is in the team now.") % {"name": isolated(row.member)}
            say_done(request, text, undo_url=url, again=1)
            return to_page(request, "accounts:team", number=number)
    return team_page(request, account, form)


def find_row(account, number):
    rows = TeamMember.objects.filter(account=account).select_related("member__user", "role", "account")
    return get_object_or_404(rows, number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def account_team_member(request, number, teammember):
    """The role, days and note of one colleague in the team."""
    account = find_account(request, number)
    row = find_row(account, teammember)
    account.check_in_use()
    if not team.may_change_team(account, request.membership):
        return refused(request, account)
    form = TeamForm(posted(request), account=account, instance=row)
    if request.method == "POST" and form.is_valid():
        read_version = form.cleaned_data.get("version") or 0
        try:
            row.change(by=request.membership, read_version=read_version, changed=form.changed)
        except Stale:
            form.data = form.data.copy()
            form.data["version"] = TeamMember.objects.get(pk=row.pk).version
            form.add_error(None, STALE)
        else:
            say_done(request, _("%(name)s was saved.") % {"name": isolated(row.member)})
            return to_page(request, "accounts:team", number=number)
    team_url = workspace_url(request, "accounts:team", number=number)
    return form_page(
        request, "accounts/team_member.html", form, account=account, row=row, cancel_url=team_url
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def account_team_end(request, number, teammember):
    """POST takes a colleague out of the team; with `undo` back in."""
    account = find_account(request, number)
    row = find_row(account, teammember)
    if not team.may_change_team(account, request.membership):
        return refused(request, account)
    words = {"name": isolated(row.member)}
    if is_undo(request):
        try:
            row.resume(by=request.membership)
        except AlreadyInTeam:
            messages.error(request, _("This colleague is in the team already."))
        else:
            say_done(request, _("%(name)s is in the team again.") % words)
    else:
        row.end(by=request.membership)
        url = workspace_url(request, "accounts:team_end", number=number, teammember=teammember)
        is_by_toast = "again" in request.GET
        say_done(
            request, _("%(name)s is no longer in the team.") % words, undo_url="" if is_by_toast else url
        )
    return to_record(request, account, page="accounts:team", back_to="accounts:list")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def team_roles(request):
    """The roles of teams, and a new one."""
    form = TeamRoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(team.add_role, by=request.membership)
        try:
            made = add_once(add, TeamRole, form_token=form.cleaned_data["form_token"], **names_of(form))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "accounts:team_role_retirement", number=made.number)
            text = _("%(name)s was put on the list.") % {"name": isolated(made.name)}
            say_done(request, text, undo_url=url, again=1)
            return to_page(request, "accounts:team_roles")
    return settings_page(request, "accounts/team_roles.html", form, rows=TeamRole.objects.all())


def names_of(form) -> dict:
    return {name: form.cleaned_data[name] for name in form.Meta.fields}


def find_role(number) -> TeamRole:
    return get_object_or_404(TeamRole.objects.all(), number=number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def team_role(request, number):
    found = find_role(number)
    form = TeamRoleForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        team.rename_role(found, by=request.membership, changed=form.changed)
        messages.success(request, _("%(name)s was saved.") % {"name": isolated(found.name)})
        return to_page(request, "accounts:team_roles")
    return settings_page(request, "accounts/team_role.html", form, role=found)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def team_role_retirement(request, number):
    """POST takes a role out of what is offered; with `undo` it is offered again."""
    found = find_role(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.offer(by=request.membership)
        say_done(request, _("%(name)s is offered again.") % words)
    else:
        found.retire(by=request.membership)
        url = workspace_url(request, "accounts:team_role_retirement", number=number)
        text = _("%(name)s is no longer offered; who has this role keeps it.") % words
        say_done(request, text, undo_url="" if "again" in request.GET else url)
    return to_page(request, "accounts:team_roles")
