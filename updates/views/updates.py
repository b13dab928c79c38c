"""Updates to a customer: all of one customer with their rhythm, the page of one, and its verbs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.record import Stale
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from interactions.views.follow_ups import FROM, pressed_at
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from messaging.models import Sender
from messaging.writing import blocks_of
from updates.answering import last_answers
from updates.drafting import add_what_happened, draft_update
from updates.forms import RhythmForm, SendingForm, UpdateForm
from updates.models import CustomerUpdate, UpdateRhythm
from updates.models.update import NotADraft
from updates.rhythms import set_rhythm
from updates.sending import (
    NobodyToSendTo,
    NothingToSend,
    letter_of,
    sections_of,
    send_update,
    take_back,
)
from updates.services import change_draft
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHOWN = 50
RELATED = ("account", "sent_by__user", "created_by__user")


def find_update(request, number):
    seen = CustomerUpdate.objects.visible_to(request.membership).select_related(*RELATED)
    return get_object_or_404(seen, number=number)


def to_update(request, update):
    return to_page(request, "updates:update", number=update.number)


def may_change(request, account) -> bool:
    return request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_updates(request, number):
    return account_page(request, find_account(request, number))


def account_page(request, account, form=None):
    """All updates of a customer, and when drafts of them come by themselves."""
    rhythm = UpdateRhythm.objects.filter(account=account).first()
    updates = list(CustomerUpdate.objects.filter(account=account)[: MOST_SHOWN + 1])
    context = {
        "account": account,
        "rhythm": rhythm,
        "updates": updates[:MOST_SHOWN],
        "is_cut": len(updates) > MOST_SHOWN,
        "draft": next((each for each in updates if each.is_draft), None),
        "may_change": may_change(request, account),
    }
    return form_page(request, "updates/account.html", form or RhythmForm(rhythm=rhythm), **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def update_new(request, number):
    """POST drafts the next update of a customer, or opens the draft that waits, brought up to now."""
    account = find_account(request, number)
    return to_update(request, draft_update(account, by=request.membership))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def rhythm(request, number):
    """POST says on which day drafts come by themselves, or that none does."""
    account = find_account(request, number)
    account.check_in_use()
    form = RhythmForm(request.POST, rhythm=UpdateRhythm.objects.filter(account=account).first())
    if not form.is_valid():
        return account_page(request, account, form)
    set_rhythm(account, by=request.membership, **form.cleaned_data)
    messages.success(request, _("The rhythm of the updates was saved."))
    return to_page(request, "updates:account", number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def update_page(request, number):
    """A draft as the customer will see it; what was sent, with what the customer says of each line."""
    return shown(request, find_update(request, number))


def shown(request, found, *, status=200):
    answers = last_answers(found) if found.is_sent else {}
    with translation.override(found.language):
        sections = sections_of(found)
    for section in sections:
        for item in section.items:
            item.said = answers.get(item.pk, [])
    context = {
        "update": found,
        "account": found.account,
        "sections": sections,
        "links": receivers(found),
        "letter": blocks_of(letter_of(found)) if found.is_draft else [],
        "sender": Sender.objects.first(),
        "may_change": may_change(request, found.account),
    }
    return render(request, "updates/update.html", context, status=status)


def receivers(found) -> list:
    """To whom it was sent: a link for each mail, the first of those that the mail made."""
    links = found.links.select_related("contact", "mail").order_by("pk")
    return list({link.mail_id: link for link in reversed(links)}.values())[::-1]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def update_edit(request, number):
    found = find_update(request, number)
    found.account.check_in_use()
    if not found.is_draft:
        return not_a_draft(request, found)
    form = UpdateForm(posted(request), update=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_update(request, found)
    cancel_url = workspace_url(request, "updates:update", number=number)
    return form_page(request, "updates/edit.html", form, update=found, cancel_url=cancel_url)


def save(request, form) -> bool:
    try:
        change_draft(
            form.update,
            by=request.membership,
            read_version=form.cleaned_data["version"] or 0,
            fields=form.written,
            chosen=form.chosen,
            items=form.told_items,
        )
    except Stale:
        text = _(
            "A colleague saved this draft while you were editing, so that its lines may have changed. Open it "
            "again, and copy from here what you wrote."
        )
        form.add_error(None, text)
        return False
    messages.success(request, _("The draft was saved."))
    return True


def not_a_draft(request, found):
    messages.error(request, _("This update is no draft any more, so it stays as it is."))
    response = to_update(request, found)
    response.is_refusal = True  # what was typed is kept in the browser
    return response


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def renewal(request, number):
    """POST adds to the draft what happened since it was made."""
    found = find_update(request, number)
    try:
        count = add_what_happened(found)
    except NotADraft:
        return not_a_draft(request, found)
    if count:
        text = ngettext("%(count)s line was added.", "%(count)s lines were added.", count)
        messages.success(request, text % {"count": formats.number(count)})
    else:
        messages.info(request, _("Nothing has happened that is not in it already."))
    return to_update(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def sending(request, number):
    """POST sends it; with `undo` it is a draft again while no mail of it has left."""
    found = find_update(request, number)
    if is_undo(request):
        return taken_back(request, found)
    form = SendingForm(request.POST)
    read_version = form.cleaned_data["version"] or 0 if form.is_valid() else 0
    try:
        count = send_update(found, by=request.membership, read_version=read_version)
    except NotADraft:
        return to_update(request, found) if found.is_sent else not_a_draft(request, found)
    except Stale:
        messages.error(request, _("The draft has changed since you read it. Read it again, then send it."))
        return to_update(request, found)
    except NobodyToSendTo:
        messages.error(request, _("Choose a contact with an e-mail address that takes mail first."))
        return to_page(request, "updates:edit", number=number)
    except NothingToSend:
        messages.error(request, _("There is nothing in it to send. Add a line, or skip it this time."))
        return to_update(request, found)
    text = ngettext(
        "The update goes to %(count)s contact of %(name)s.",
        "The update goes to %(count)s contacts of %(name)s.",
        count,
    )
    url = workspace_url(request, "updates:sending", number=number)
    words = {"count": formats.number(count), "name": isolated(found.account.name)}
    say_done(request, text % words, undo_url=url)
    return to_update(request, found)


def taken_back(request, found):
    try:
        take_back(found, by=request.membership)
    except ValidationError:
        say_too_late(request)
    except NotADraft:
        messages.error(request, _("Another draft has begun meanwhile, so this update stays sent."))
    else:
        say_done(request, _("The update was taken back and is a draft again."))
    return to_update(request, found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def skipping(request, number):
    """POST leaves it out this time; with `undo` it is a draft again."""
    found = find_update(request, number)
    words = {"name": isolated(found.account.name)}
    try:
        if is_undo(request):
            found.resume(by=request.membership)
            say_done(request, _("The update to %(name)s is a draft again.") % words)
        else:
            found.skip(by=request.membership)
            url = workspace_url(request, "updates:skipping", number=number)
            text = _("The update to %(name)s is left out this time.") % words
            say_done(request, text, undo_url=url, undo=1, **pressed_at(request))
    except NotADraft:
        return not_a_draft(request, found)
    if request.GET.get(FROM) == "today":
        return to_page(request, "desk:today")
    return to_update(request, found)
