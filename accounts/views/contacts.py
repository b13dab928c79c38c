"""The list of contacts, the forms behind it, and their positions at accounts. The record page lives in desk."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.fields import contact_listing
from accounts.forms import AccountNumberField, ContactForm, account_in_use, labels_of
from accounts.models import Contact, Position, Tag
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.undoing import last_position_event, undo_position
from accounts.views.accounts import offer_accounts, visible_accounts
from accounts.views.duplicates import warn_of_likely
from accounts.views.edits import save_edit, saved, take_back, with_former
from accounts.views.lists import list_page
from accounts.views.records import (
    archive_or_restore,
    delete_for_good,
    find_record,
    refuse_archived,
    sees,
    to_record,
)
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, to_page, workspace_url
from lib.undo import TooLate, asked_number, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PHONES = ("phone_1_e164", "phone_2_e164", "phone_3_e164")


def find_contact(request, number):
    """As find_record()."""
    return find_record(request, Contact.objects.visible_to(request.membership), number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def contact_list(request):
    return list_page(request, contact_listing, "accounts/contact_list.html")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def contact_new(request):
    initial = {"account": visible_accounts(request).filter(number=account_number(request)).first()}
    form = ContactForm(request.POST or None, membership=request.membership, initial=initial)
    offer_accounts(request, form, "account")
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_once(
                partial(services.add_contact, by=request.membership),
                Contact,
                form_token=form.cleaned_data["form_token"],
                custom=form.custom_values,
                fields={name: getattr(form.instance, name) for name in (*form.Meta.fields, *PHONES)},
                interests=form.cleaned_data["interests"],
                account=form.cleaned_data["account"],
                title=form.cleaned_data["title"],
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": isolated(contact.name)})
            warn_of_likely(request, contact)
            return to_page(request, "desk:contact", number=contact.number)
    return form_page(request, "accounts/contact_form.html", form, labels=labels_of(Tag.Kind.INTEREST))


def account_number(request):
    """The account a new contact is to belong to, when the page of an account sent us here."""
    number = request.GET.get("account", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def contact_edit(request, number):
    contact = find_contact(request, number)
    if request.method == "POST" and "undo" in request.GET:
        return take_back(request, contact)
    contact.check_in_use()
    form = ContactForm(request.POST or None, instance=contact, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        form = save_edit(
            form, find=partial(find_contact, request, number), save=partial(save_contact, request)
        )
        if not form.errors:
            return saved(request, form, "accounts:contact_edit")
    if not form.is_bound:
        form = with_former(request, form)
    return form_page(
        request, "accounts/contact_form.html", form, contact=contact, labels=labels_of(Tag.Kind.INTEREST)
    )


def save_contact(request, form):
    services.change_contact(
        form.instance,
        by=request.membership,
        read_version=form.read_version,
        changed=form.changed_data,
        custom=form.custom_values,
        interests=form.cleaned_data["interests"],
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def contact_archive(request, number):
    return archive_or_restore(
        request, find_contact(request, number), resource="accounts:contact_archive", page="desk:contact"
    )


@workspace_page(Permission.DELETE_CUSTOMERS, methods=("GET", "POST"))
def contact_deletion(request, number):
    return delete_for_good(
        request, find_contact(request, number), page="desk:contact", back_to="accounts:contact_list"
    )


class PositionForm(forms.Form):
    account = AccountNumberField(label=gettext_lazy("Account"))
    title = CleanCharField(required=False, max_length=120, label=gettext_lazy("Job title"))
    decision_role = forms.ChoiceField(
        choices=[("", "—"), *Position.DecisionRole.choices],
        required=False,
        label=gettext_lazy("Role in decisions"),
    )
    is_primary = forms.BooleanField(required=False, label=gettext_lazy("Main contact of this account"))

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def contact_position(request, number):
    """What the contact is at an account: added or changed by one form."""
    contact = find_contact(request, number)
    contact.check_in_use()
    positions = contact.positions.visible_to(request.membership).select_related("account")
    held = positions.filter(account__number=account_number(request)).first()
    initial = held and {name: getattr(held, name) for name in PositionForm.base_fields}
    form = PositionForm(request.POST or None, initial=initial)
    form.fields["account"].visible = visible_accounts(request)
    offer_accounts(request, form, "account")
    if request.method == "POST" and form.is_valid():
        position = services.place_contact(contact, by=request.membership, **form.cleaned_data)
        text = _("%(name)s is tied to %(account)s.")
        return position_done(request, text, contact, position.account)
    return form_page(request, "accounts/position_form.html", form, contact=contact)


def position_done(request, text, contact, account):
    """Tell what a change of positions did; whoever still sees the contact may take it back."""
    url, event = "", last_position_event(contact, account)
    if event and sees(request, contact):
        url = workspace_url(
            request, "accounts:contact_position_end", number=contact.number, account=account.number
        )
    text %= {"name": isolated(contact.name), "account": isolated(account)}
    say_done(request, text, undo_url=url, undo=event and event.pk)
    return to_record(request, contact, page="desk:contact", back_to="accounts:contact_list")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def contact_position_end(request, number, account):
    """POST takes a contact off an account; with `undo` it takes back what that event did between the two."""
    contact = find_contact(request, number)
    if "undo" in request.GET:
        return position_undo(request, contact, get_object_or_404(visible_accounts(request), number=account))
    positions = contact.positions.visible_to(request.membership)
    position = get_object_or_404(positions.select_related("account", "contact"), account__number=account)
    services.leave_account(position, by=request.membership)
    return position_done(request, _("%(name)s is no longer at %(account)s."), contact, position.account)


def position_undo(request, contact, account):
    try:
        undo_position(contact, account, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        text = _("The position of %(name)s at %(account)s is as it was before.")
        say_done(request, text % {"name": isolated(contact.name), "account": isolated(account)})
    return to_record(request, contact, page="desk:contact", back_to="accounts:contact_list")
