"""Expectations in writing: editions of a customer, the page of one, sending it, its links."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from planning.expecting import (
    NotADraft,
    NotAsked,
    ask,
    change_draft,
    current_of,
    draft_edition,
    remind,
    renew_link,
    take_back,
    url_of,
)
from planning.forms_statement import AskingForm, StatementForm
from planning.models import ScopeStatement
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

RELATED = ("account", "contact", "follow_up", "asked_by__user", "created_by__user", "workspace")


def find_statement(request, number):
    seen = ScopeStatement.objects.visible_to(request.membership).select_related(*RELATED)
    return get_object_or_404(seen, number=number)


def to_statement(request, found):
    return to_page(request, "planning:statement", number=found.number)


def may_change(request, account) -> bool:
    return request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived


@workspace_page(Permission.VIEW_CUSTOMERS)
def statements(request, number):
    """What was agreed with a customer in writing: what holds, and all editions."""
    account = find_account(request, number)
    editions = list(ScopeStatement.objects.filter(account=account).select_related("contact"))
    context = {
        "account": account,
        "editions": editions,
        "current": next((each for each in editions if each.is_acknowledged), None),
        "draft": next((each for each in editions if each.is_draft), None),
        "may_change": may_change(request, account),
    }
    return render(request, "planning/statements.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def statement_new(request, number):
    """The next edition, which begins with the text of the last one; a draft that waits is opened instead."""
    account = find_account(request, number)
    account.check_in_use()
    draft = ScopeStatement.objects.drafts().filter(account=account).first()
    if draft is not None and request.method != "POST":
        return to_page(request, "planning:statement_edit", number=draft.number)
    former = ScopeStatement.objects.filter(account=account).exclude(state="draft").first()
    form = StatementForm(posted(request), account=account, former=former or current_of(account))
    if request.method == "POST" and form.is_valid():
        add = partial(draft_edition, by=request.membership)
        token = form.cleaned_data["form_token"]
        try:
            made = add_once(add, ScopeStatement, form_token=token, account=account, fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("The draft was saved. Read it once more, then send it."))
            return to_statement(request, made)
    cancel_url = workspace_url(request, "planning:statements", number=number)
    return form_page(request, "planning/statement_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def statement_edit(request, number):
    found = find_statement(request, number)
    found.account.check_in_use()
    if not found.is_draft:
        return not_a_draft(request, found)
    form = StatementForm(posted(request), account=found.account, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form, found):
        return to_statement(request, found)
    cancel_url = workspace_url(request, "planning:statement", number=number)
    context = {"account": found.account, "statement": found, "cancel_url": cancel_url}
    return form_page(request, "planning/statement_form.html", form, **context)


def save(request, form, found) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        change_draft(found, by=request.membership, read_version=version, fields=form.written)
    except (Stale, NotADraft):
        form.data = form.data.copy()
        form.data["version"] = ScopeStatement.objects.get(pk=found.pk).version
        text = _(
            "A colleague saved or sent this draft while you were editing. What you typed still stands here: save "
            "again to put it in the place of theirs."
        )
        form.add_error(None, text)
        return False
    messages.success(request, _("The draft was saved. Read it once more, then send it."))
    return True


def not_a_draft(request, found):
    messages.error(request, _("What was sent stays as it is. Write another edition instead."))
    response = to_statement(request, found)
    response.is_refusal = True  # what was typed is kept in the browser
    return response


@workspace_page(Permission.VIEW_CUSTOMERS)
def statement(request, number):
    return statement_page(request, find_statement(request, number))


def statement_page(request, found, *, token=""):
    """One edition as the customer reads it, what they said of it, and the link itself where it was just made."""
    is_made_now = bool(token) and found.links.filter(token_hash=hash_of(token), revoked_at=None).exists()
    context = {
        "statement": found,
        "account": found.account,
        "answers": list(found.answers.all()),
        "url": url_of(found, token) if is_made_now else "",
        "may_change": may_change(request, found.account),
    }
    return render(request, "planning/statement.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def statement_asking(request, number):
    """Send a draft to the customer; the link is shown once, since only its hash is kept; `undo` takes it back."""
    found = find_statement(request, number)
    found.account.check_in_use()
    if request.method == "POST" and is_undo(request):
        return taken_back(request, found)
    if not found.is_draft:
        return not_a_draft(request, found)
    form = AskingForm(posted(request), statement=found)
    if request.method == "POST" and form.is_valid():
        answer = asked(request, found, form)
        if answer is not None:
            return answer
    cancel_url = workspace_url(request, "planning:statement", number=number)
    return form_page(request, "planning/statement_asking.html", form, statement=found, cancel_url=cancel_url)


def asked(request, found, form):
    cleaned = form.cleaned_data
    if cleaned["version"] != found.version:
        form.data = form.data.copy()
        form.data["version"] = found.version
        form.add_error(None, _("The draft has changed since you read it. Read it again, then send it."))
        return None
    token = new_token() if cleaned["is_shown"] else ""
    given = {name: cleaned[name] for name in ("contact", "is_mailed", "note")}
    try:
        ask(found, **given, token=token, by=request.membership)
    except NotADraft:
        return not_a_draft(request, found)
    url = workspace_url(request, "planning:statement_asking", number=found.number)
    text = _("%(name)s is asked to acknowledge the expectations.")
    name = cleaned["contact"].name if cleaned["contact"] else found.account.name
    say_done(request, text % {"name": isolated(name)}, undo_url=url)
    return statement_page(request, found, token=token) if token else to_statement(request, found)


def taken_back(request, found):
    try:
        take_back(found, by=request.membership)
    except NotAsked:
        messages.error(request, _("The customer is not asked any more, so there is nothing to take back."))
    except NotADraft:
        messages.error(request, _("Another edition is being written already. Send that one instead."))
    else:
        say_done(request, _("It is a draft again, and its links no longer open."))
    return to_statement(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def statement_link(request, number):
    """POST makes a new link and shows it this once; those before stop working."""
    found, token = find_statement(request, number), new_token()
    try:
        renew_link(found, token=token, by=request.membership)
    except NotAsked:
        return no_longer_asked(request, found)
    return statement_page(request, found, token=token)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def statement_reminder(request, number):
    """POST sends the mail once more, as a reminder."""
    found = find_statement(request, number)
    if not (found.contact.email_1 if found.contact else found.account.email):
        messages.error(request, _("No e-mail address is known here. Add it first, or copy the link."))
        return to_statement(request, found)
    try:
        remind(found, by=request.membership)
    except NotAsked:
        return no_longer_asked(request, found)
    messages.success(request, _("The reminder is on its way."))
    return to_statement(request, found)


def no_longer_asked(request, found):
    messages.error(request, _("The customer is not asked any more."))
    return to_statement(request, found)
