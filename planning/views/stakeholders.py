"""The people of a customer and their part in its decisions: the map, what we know of each, the rule of warnings."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Position
from accounts.models.record import Stale
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from planning.forms_stakeholder import StakeholderForm, StakeholderRuleForm
from planning.models import Stakeholder, StakeholderRule
from planning.relations import WARNINGS, people_of, warnings_of
from planning.stakeholders import ReportsInCircle, change_stakeholder_rule, describe
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

GRADES = range(1, 6)


@workspace_page(Permission.VIEW_CUSTOMERS)
def stakeholders(request, number):
    """Who decides, influences, uses, buys and blocks, on a map of influence and relation and as a list."""
    account = find_account(request, number)
    people = people_of(account)
    days = StakeholderRule.read().not_met_days
    context = {
        "account": account,
        "people": people,
        "rows": map_of(people),
        "grades": GRADES,
        "unplaced": [each for each in people if not each.is_placed],
        "groups": groups_of(people),
        "warnings": [WARNINGS[name] for name in warnings_of(people, days=days)],
        "days": days,
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived,
        "new_contact_query": f"?account={account.number}",
    }
    return render(request, "planning/stakeholders.html", context)


def map_of(people) -> list[dict]:
    """The greatest influence on top; in each row the weakest relation first."""
    rows = []
    for influence in reversed(GRADES):
        here = [each for each in people if each.is_placed and each.facts.influence == influence]
        cells = [[each for each in here if each.facts.strength == strength] for strength in GRADES]
        rows.append({"influence": influence, "label": Stakeholder.Influence(influence).label, "cells": cells})
    return rows


def groups_of(people) -> list[tuple[str, list]]:
    """By role in decisions; the people come in that order."""
    labels = dict(Position.DecisionRole.choices) | {"": _("Role not known")}
    by_role = groupby(people, key=lambda each: each.position.decision_role)
    return [(labels[role], list(group)) for role, group in by_role]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def stakeholder(request, number, contact):
    """What we know of one contact at this customer; the role itself is kept with the position."""
    account = find_account(request, number)
    account.check_in_use()
    known = next((each for each in people_of(account) if each.contact.number == contact), None)
    if known is None:
        raise Http404
    form = StakeholderForm(posted(request), known=known)
    if request.method == "POST" and form.is_valid() and save(request, form, known):
        return to_page(request, "planning:stakeholders", number=number)
    cancel_url = workspace_url(request, "planning:stakeholders", number=number)
    context = {"account": account, "known": known, "cancel_url": cancel_url}
    return form_page(request, "planning/stakeholder.html", form, **context)


def save(request, form, known) -> bool:
    known.position.account = known.facts.account
    try:
        describe(
            known.position,
            by=request.membership,
            read_version=form.cleaned_data["version"] or 0,
            decision_role=form.cleaned_data["decision_role"],
            fields=form.written,
        )
    except ReportsInCircle:
        text = _(
            "They would report to themselves: this person reports to them already. Choose somebody else."
        )
        form.add_error("superior", text)
        return False
    except Stale:
        form.data = form.data.copy()
        fresh = Stakeholder.objects.filter(account=known.facts.account, contact=known.contact).first()
        form.data["version"] = fresh.version if fresh else 0
        text = _(
            "A colleague saved this while you were editing. What you typed still stands here: save again to put "
            "it in the place of theirs."
        )
        form.add_error(None, text)
        return False
    messages.success(
        request, _("What is known of %(name)s was saved.") % {"name": isolated(known.contact.name)}
    )
    return True


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def stakeholder_settings(request):
    """From when on Sila warns that who decides was not met."""
    form = StakeholderRuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change_stakeholder_rule(**form.cleaned_data, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "planning:stakeholder_settings")
    return settings_page(request, "planning/stakeholder_settings.html", form)
