"""Interactions: the list, logging one, the page of one, editing and removing it."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account, offer_accounts
from accounts.views.contacts import find_contact
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived, to_record
from interactions.channels import ICONS
from interactions.composing import composer
from interactions.fields import interaction_listing
from interactions.formfields import CustomerForm
from interactions.forms import InteractionForm
from interactions.library import note_sending
from interactions.linking import read_linked
from interactions.mentioning import put_mentions
from interactions.models import Article, FollowUp, Interaction
from interactions.services import change_interaction, log_interaction
from interactions.sharing import links_of
from interactions.undoing import undo_edit
from interactions.views.answering import with_answer
from lib import formats
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from timeline.attaching import named_limits, put_files
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_interaction(request, number):
    """The interaction of this number if this member may see it, removed or not; else 404."""
    seen = Interaction.objects.visible_to(request.membership).with_contacts()
    return get_object_or_404(seen.select_related("account", "logged_by__user"), number=number)


def not_yours(request, found):
    """Colleagues read it and leave it as it is: who would change it is told so on its page."""
    messages.error(request, _("Only who logged this interaction, or who leads the team, may change it."))
    response = to_page(request, "interactions:detail", number=found.number)
    response.is_refusal = True  # what was typed is kept in the browser
    return response


def number_in(request, name) -> int | None:
    """The number of a record that the address names."""
    number = request.GET.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


@workspace_page(Permission.VIEW_CUSTOMERS)
def interaction_list(request):
    return list_page(request, interaction_listing, "interactions/interaction_list.html", has_bulk=False)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def interaction_new(request):
    """With the account or the contact that the address names; without either it asks for the account first."""
    number, contact_number = number_in(request, "account"), number_in(request, "contact")
    contact = find_contact(request, contact_number) if contact_number is not None else None
    if contact is not None:
        return log_with_contact(request, contact)
    if number is None:
        return choose_customer(request, "interactions:new", _("Log an interaction"))
    account = find_account(request, number)
    account.check_in_use()
    form = composer(request.membership, account=account, data=posted(request), files=request.FILES or None)
    return log(request, form, account=account)


def log_with_contact(request, contact):
    contact.check_in_use()
    form = composer(request.membership, contact=contact, data=posted(request), files=request.FILES or None)
    if form is None:
        text = _("Tie %(name)s to an account first: interactions are kept with the account.")
        messages.info(request, text % {"name": isolated(contact.name)})
        return to_page(request, "accounts:contact_position", number=contact.number)
    return log(request, form, contact=contact)


def choose_customer(request, goes_on_at, title, **also):
    """With whom? Then on with the account, and what is asked `also`, in the address."""
    form = CustomerForm(posted(request), membership=request.membership)
    offer_accounts(request, form, "account")
    if request.method == "POST" and form.is_valid():
        query = urlencode({"account": form.cleaned_data["account"].number, **also})
        return HttpResponseRedirect(f"{workspace_url(request, goes_on_at)}?{query}", status=303)
    return form_page(request, "interactions/customer.html", form, title=title)


def log(request, form, *, account=None, contact=None):
    """The form, or what came of it: an interaction, told on the page one came from, with the way back."""
    does, article = asked_step(request), asked_article(request)
    if article is not None and not form.is_bound:
        form.begin_with(article)
    if "insert" in request.POST:
        form = with_answer(request, form)
    elif request.method == "POST" and form.is_valid():
        try:
            interaction = add_once(
                partial(log_interaction, by=request.membership),
                Interaction,
                form_token=form.cleaned_data["form_token"],
                account=form.customer,
                fields=form.written,
                contacts=form.present,
                at=form.cleaned_data["at"],
                next_step=form.promised,
                does=does if does and does.account_id == form.customer.pk else None,
                files=form.cleaned_data["files"],
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            if article is not None:
                note_sending(article, interaction)
            asked = {"contact": contact.number} if contact else {}
            text = _("Logged with %(name)s: %(channel)s.")
            words = {"name": isolated(interaction.account.name), "channel": interaction.get_channel_display()}
            url = workspace_url(request, "interactions:removal", number=interaction.number)
            say_done(request, text % words, undo_url=url, again=1, **asked)
            return to_customer(request, interaction.account, contact)
    subject = account or contact
    page = "desk:account" if account else "desk:contact"
    cancel_url = workspace_url(request, page, number=subject.number)
    context = {"subject": subject, "cancel_url": cancel_url, "does": does, "article": article}
    return form_page(request, "interactions/interaction_form.html", form, **context)


def asked_step(request) -> FollowUp | None:
    """The open follow-up that this interaction does, when a page sent us here for it."""
    steps = FollowUp.objects.visible_to(request.membership).open()
    number = number_in(request, "follow_up")
    return steps.filter(number=number).first() if number is not None else None


def asked_article(request) -> Article | None:
    """The article that is sent with this interaction, when a page sent us here for it."""
    number = number_in(request, "article")
    return Article.objects.in_use().filter(number=number).first() if number is not None else None


def to_customer(request, account, contact=None):
    if contact is not None:
        return to_record(request, contact, page="desk:contact", back_to="accounts:contact_list")
    return to_record(request, account, page="desk:account", back_to="accounts:list")


@workspace_page(Permission.VIEW_CUSTOMERS)
def interaction(request, number):
    found = find_interaction(request, number)
    put_files([found])
    put_mentions([found])
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    context = {
        "interaction": found,
        "icon_name": ICONS[found.channel],
        "facts": facts(request, found),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, interaction_listing, found),
        "steps": found.next_steps.filter(predecessor=None)
        .select_related("owner__user")
        .order_by("due_on", "pk"),
        "may_change": found.may_be_changed_by(request.membership) and not found.account.is_archived,
        "limits": named_limits(),
        "may_write": request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived,
        "message": message_of(found),
        "links": links_of(found.files),
        "linked": read_linked(found, request.membership),
    }
    return render(request, "interactions/interaction.html", context)


def message_of(found):
    """The e-mail itself, whole; None for what somebody wrote down."""
    entry = found.mail_entry
    return entry.mail if entry is not None else None


def facts(request, found) -> list[dict]:
    account_url = workspace_url(request, "desk:account", number=found.account.number)
    contacts = [
        {
            "label": _("Contact") if found.mail_entry else _("Who was there"),
            "value": each.name,
            "url": workspace_url(request, "desk:contact", number=each.number),
        }
        for each in found.contacts
    ]
    known = [
        {"label": _("Account"), "value": found.account.name, "url": account_url},
        *contacts,
        *mail_facts(found),
        {"label": _("Channel"), "value": found.get_channel_display()},
        {"label": _("Direction"), "value": found.get_direction_display()},
        {"label": _("When"), "value": formats.moment(found.at)},
        {"label": _("Minutes"), "value": formats.number(found.minutes) if found.minutes else ""},
        {"label": _("Outcome"), "value": found.get_outcome_display()},
        {"label": _("Logged by"), "value": found.logged_by.user.name if found.logged_by else ""},
    ]
    return [fact for fact in known if fact["value"]]


def mail_facts(found) -> list[dict]:
    """From whom and to whom an e-mail went."""
    entry = found.mail_entry
    if entry is None:
        return []
    if entry.outgoing:
        return [{"label": _("To"), "value": entry.outgoing.to_address, "kind": "email"}]
    return [{"label": _("From"), "value": entry.inbound.from_address, "kind": "email"}]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def interaction_edit(request, number):
    """The form over an interaction; POST with `undo` takes the edit back that made this version."""
    found = find_interaction(request, number)
    if found.mail_entry is not None:
        messages.error(request, _("An e-mail stays as it was sent or received."))
        return to_page(request, "interactions:detail", number=number)
    if not found.may_be_changed_by(request.membership):
        return not_yours(request, found)
    if request.method == "POST" and is_undo(request):
        return take_back(request, found)
    found.account.check_in_use()
    if found.is_removed:
        messages.error(request, _("This interaction was removed. Bring it back before you change it."))
        return to_page(request, "interactions:detail", number=number)
    form = InteractionForm(
        posted(request), membership=request.membership, account=found.account, instance=found
    )
    if "insert" in request.POST:
        form = with_answer(request, form)
    elif request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "interactions:detail", number=number)
    detail_url = workspace_url(request, "interactions:detail", number=number)
    context = {"interaction": found, "subject": found.account, "cancel_url": detail_url}
    return form_page(request, "interactions/interaction_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_interaction(
            form.instance, by=request.membership, read_version=version, changed=changed, contacts=form.present
        )
    except Stale:
        refuse_stale(form, Interaction.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        url = workspace_url(request, "interactions:edit", number=saved.number)
        text = _("%(name)s was saved.") % {"name": isolated(saved.name)}
        say_done(request, text, undo_url=url, undo=saved.version)
    return True


def take_back(request, found):
    try:
        undo_edit(found, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The change of %(name)s was taken back.") % {"name": isolated(found.name)})
    return to_page(request, "interactions:detail", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def interaction_removal(request, number):
    """POST removes; with `undo` it brings back. `again` is the Undo of logging or of bringing back."""
    found = find_interaction(request, number)
    if not found.may_be_changed_by(request.membership):
        return not_yours(request, found)
    is_back, is_by_toast = is_undo(request), "undo" in request.GET or "again" in request.GET
    (found.restore if is_back else found.remove)(by=request.membership)
    text = _("The interaction %(name)s is back.") if is_back else _("The interaction %(name)s was removed.")
    url = "" if is_by_toast else workspace_url(request, "interactions:removal", number=number)
    again = {"again": 1} if is_back else {"undo": 1}
    say_done(request, text % {"name": isolated(found.name)}, undo_url=url, **again)
    contact_number = number_in(request, "contact")
    seen = Contact.objects.visible_to(request.membership).filter(number=contact_number)
    return to_customer(request, found.account, seen.first() if contact_number is not None else None)
