"""E-mail to a customer: writing and answering it, and its verbs: taken back, sent again, confirmed."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.contacts import find_contact
from accounts.views.records import refuse_archived
from interactions.mail_forms import MailForm
from interactions.mailing import (
    answered_by,
    cancel_mail,
    confirm_mail,
    reply_subject,
    send_mail_again,
    write_mail,
)
from interactions.models import Interaction
from interactions.views.answering import with_answer
from interactions.views.interactions import (
    choose_customer,
    find_interaction,
    not_yours,
    number_in,
    to_customer,
)
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import say_done
from messaging.models import Sender
from messaging.models.outgoing import UNDO_SECONDS
from timeline.attaching import put_files
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def mail_new(request):
    """For the account that the address names, or the e-mail that it answers; `again` was taken back and is edited."""
    reply, again = number_in(request, "reply"), number_in(request, "again")
    answers = find_mail(request, reply) if reply is not None else None
    account = answers.account if answers is not None else asked_account(request)
    if account is None:
        return choose_customer(request, "interactions:mail_new", _("Write an e-mail"))
    account.check_in_use()
    former = taken_back(request, again, account) if again is not None else None
    form = MailForm(
        posted(request),
        request.FILES or None,
        membership=request.membership,
        account=account,
        answers=answers,
        initial=begun(request, answers, former),
    )
    if "insert" in request.POST:
        form = with_answer(request, form)
    elif request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(write_mail, by=request.membership),
                Interaction,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
                answers=answers,
                has_quote=form.cleaned_data.get("has_quote", False),
                files=form.cleaned_data["files"],
                former=former,
                **form.recipient,
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            say_queued(request, made)
            return to_customer(request, account)
    return mail_page(request, form, former)


def mail_page(request, form, former):
    if former is not None:
        put_files([former])
    account = form.given_account
    cancel_url = workspace_url(request, "desk:account", number=account.number)
    context = {
        "former": former,
        "account": account,
        "answers": form.answers,
        "cancel_url": cancel_url,
        "sender": Sender.objects.first(),
    }
    return form_page(request, "interactions/mail_form.html", form, **context)


def asked_account(request):
    """The account that the address names, or the only one of the contact that it names."""
    number, contact_number = number_in(request, "account"), number_in(request, "contact")
    if number is not None:
        return find_account(request, number)
    if contact_number is None:
        return None
    seen = Account.objects.visible_to(request.membership).kept()
    at = seen.filter(positions__contact=find_contact(request, contact_number)).distinct()[:2]
    return at[0] if len(at) == 1 else None


def find_mail(request, number):
    found = find_interaction(request, number)
    if found.mail_entry is None:
        raise Http404
    return found


def taken_back(request, number, account):
    """The e-mail of this number that was taken back from this account."""
    found = find_mail(request, number)
    mail = found.mail_entry.outgoing
    if mail is None or mail.state != mail.State.CANCELLED or found.account_id != account.pk:
        raise Http404
    return found


def begun(request, answers, former) -> dict:
    """What stands in the form when it opens."""
    if former is not None:
        return {
            "to": former.mail_entry.outgoing.to_address,
            "subject": former.subject,
            "text": former.text,
            "seen_by": "customer" if former.is_visible_to_customer else "internal",
            "has_quote": True,
        }
    if answers is not None:
        return {"subject": reply_subject(answers.subject), "has_quote": True}
    asked = number_in(request, "contact")
    contact = find_contact(request, asked) if asked is not None else None
    return {"to": contact.email_1} if contact else {}


def say_queued(request, made):
    mail = made.mail_entry.outgoing
    text = _("The e-mail to %(name)s goes out in %(count)s seconds.")
    words = {"name": isolated(mail.to_name or mail.to_address), "count": UNDO_SECONDS}
    url = workspace_url(request, "interactions:mail_cancellation", number=made.number)
    say_done(request, text % words, undo_url=url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def mail_cancellation(request, number):
    """POST takes an e-mail back while it waits, and opens its text to be changed."""
    found = find_sent(request, number)
    if not found.may_be_changed_by(request.membership):
        return not_yours(request, found)
    try:
        cancel_mail(found, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return to_page(request, "interactions:detail", number=number)
    messages.success(
        request, _("The e-mail was taken back and not sent. Change it and send it, or leave it.")
    )
    origin = answered_by(found)
    about = {"reply": origin.number} if origin else {"account": found.account.number}
    query = urlencode({**about, "again": found.number})
    return HttpResponseRedirect(f"{workspace_url(request, 'interactions:mail_new')}?{query}", status=303)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def mail_again(request, number):
    """POST sends what failed, or what nobody knows of, once more."""
    return decide(request, number, send_mail_again, _("The e-mail is on its way again."))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def mail_arrival(request, number):
    """POST says that an e-mail of which nobody knew has arrived."""
    return decide(request, number, confirm_mail, _("The e-mail counts as sent."))


def decide(request, number, verb, done):
    found = find_sent(request, number)
    if not found.may_be_changed_by(request.membership):
        return not_yours(request, found)
    try:
        verb(found, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return to_page(request, "interactions:detail", number=number)


def find_sent(request, number):
    found = find_mail(request, number)
    if found.mail_entry.outgoing is None:
        raise Http404
    found.account.check_in_use()
    return found
