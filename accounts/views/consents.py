"""Consents of a contact with their proof, and the settings that say what customers are asked about."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.consent_asking import ask_to_confirm
from accounts.consent_links import preferences_link
from accounts.consents import standing_of, write_consent
from accounts.leads.forms import EntryForm
from accounts.models import Consent, ConsentPurpose, ConsentWording
from accounts.models.consent import WAYS
from accounts.models.contact import Channel
from accounts.once import add_once
from accounts.purposes import (
    add_purpose,
    agreeable,
    archive_purpose,
    purpose_choices,
    purpose_names,
    rename_purpose,
    restore_purpose,
    ways_of,
    word,
    wordings,
)
from accounts.views.contacts import find_contact
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_SHOWN = 200


class ConsentForm(forms.ModelForm):
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))

    class Meta:
        model = Consent
        fields = ["channel", "purpose", "state", "wording", "source"]
        field_classes = {"wording": CleanCharField, "source": CleanCharField}
        widgets = {"wording": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "wording": gettext_lazy("The words the person agreed to, or how they told you."),
            "source": gettext_lazy("Where it happened: a form, a call, a visit."),
        }

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", "---------"), *agreeable()]
        states = [Consent.State.GIVEN, Consent.State.WITHDRAWN]
        if contact.is_archived:
            states.remove(Consent.State.GIVEN)
        self.fields["state"].choices = [(state.value, state.label) for state in states]

    def clean(self):
        cleaned = super().clean()
        channel, purpose = cleaned.get("channel"), cleaned.get("purpose")
        if channel and purpose and channel not in ways_of(purpose):
            self.add_error("channel", _("This purpose is not agreed to by this channel."))
        return cleaned


class WordingForm(forms.Form):
    text_ar = CleanCharField(
        label=gettext_lazy("Wording in Arabic"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = CleanCharField(
        label=gettext_lazy("Wording in English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def contact_consent(request, number):
    contact = find_contact(request, number)
    form = ConsentForm(posted(request), contact=contact)
    if request.method == "POST" and form.is_valid():
        write_consent(contact, by=request.membership, **form.cleaned_data)
        return to_page(request, "desk:contact", number=number)
    return form_page(request, "accounts/consent_form.html", form, contact=contact)


@workspace_page(Permission.VIEW_CUSTOMERS)
def contact_consents(request, number):
    """What holds by purpose and channel, and all that was ever said of it, with its proof."""
    contact = find_contact(request, number)
    standing, names = standing_of(contact), purpose_names()
    rows = list(contact.consents.select_related("by__user", "worded").order_by("-id")[:MOST_SHOWN])
    for row in rows:
        row.purpose_name = names.get(row.purpose, row.purpose)
    known = {purpose for _channel, purpose in standing.kinds}
    offered = [code for code, _label in agreeable()]
    context = {
        "contact": contact,
        "rows": rows,
        "holding": [
            {
                "code": code,
                "name": names.get(code, code),
                "cells": list(filter(None, (standing.deciding(way, code) for way, _label in WAYS))),
            }
            for code in [*offered, *sorted(known - set(offered))]
        ],
        "askable": _askable(request, contact, standing, offered, names),
        "own_page": preferences_link(contact) if request.membership.can(Permission.EDIT_CUSTOMERS) else "",
    }
    return render(request, "accounts/consents.html", context)


def _askable(request, contact, standing, offered, names) -> list[tuple[str, str]]:
    """What may be asked for by e-mail: advertising that was not agreed to."""
    may_ask = request.membership.can(Permission.EDIT_CUSTOMERS) and contact.email_1
    if not may_ask or contact.is_archived:
        return []
    return [
        (code, names[code])
        for code in offered
        if code != Consent.VISITS
        if Consent.is_advertising(code) and not standing.has(Consent.State.GIVEN, Channel.EMAIL, code)
    ]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def contact_consent_ask(request, number):
    """POST asks by e-mail to confirm one purpose."""
    contact, purpose = find_contact(request, number), request.POST.get("purpose", "")
    names = dict(purpose_choices())
    if purpose not in names or not Consent.is_advertising(purpose):
        messages.error(request, _("Choose what to ask for."))
        return to_page(request, "accounts:contact_consents", number=number)
    try:
        ask_to_confirm(contact, by=request.membership, purpose=purpose)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        text = _("%(name)s is asked by e-mail to confirm. Until then nothing changes.")
        messages.success(request, text % {"name": isolated(contact.name)})
    return to_page(request, "accounts:contact_consents", number=number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def consent_purposes(request):
    """What customers are asked about; POST adds a purpose of the workspace's own."""
    form = EntryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_purpose, by=request.membership)
        try:
            made = add_once(add, ConsentPurpose, form_token=form.cleaned_data["form_token"], **form.labels)
        except ValidationError as refusal:
            form.add_error("label_ar", refusal)
        else:
            messages.success(request, _("%(label)s was put on the list.") % {"label": isolated(made.label)})
            return to_page(request, "accounts:consent_purpose", code=made.code)
    own, worded, names = list(ConsentPurpose.objects.all()), wordings(), purpose_names()
    in_use = [code for code, _label in agreeable()]
    rows = [{"code": code, "name": names[code], "worded": worded.get(code)} for code in in_use]
    context = {"rows": rows, "archived": [each for each in own if each.is_archived]}
    return settings_page(request, "accounts/purposes.html", form, **context)


def find_purpose(code) -> ConsentPurpose | None:
    """None for one of the usual ones."""
    if code in (*Consent.Purpose.values, Consent.VISITS):
        return None
    return get_object_or_404(ConsentPurpose.objects.order_by("pk"), code=code)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def consent_purpose(request, code):
    """The words of a purpose, with all versions; POST words it anew, or with `rename` gives it another name."""
    own, last = find_purpose(code), wordings().get(code)
    is_naming = own is not None and "rename" in request.POST
    texts = {"text_ar": last.text_ar, "text_en": last.text_en} if last else None
    naming = {"label_ar": own.label_ar, "label_en": own.label_en} if own else None
    wording_form = WordingForm(None if is_naming else posted(request), initial=texts)
    name_form = EntryForm(posted(request) if is_naming else None, initial=naming) if own else None
    form = name_form if is_naming else wording_form
    if request.method == "POST" and form.is_valid():
        try:
            if is_naming:
                rename_purpose(own, by=request.membership, **name_form.labels)
            else:
                word(code, by=request.membership, **wording_form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("label_ar", refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, "accounts:consent_purpose", code=code)
    context = {
        "own": own,
        "code": code,
        "name": purpose_names()[code],
        "wording_form": wording_form,
        "name_form": name_form,
        "versions": ConsentWording.objects.filter(purpose=code).select_related("by__user"),
    }
    return settings_page(request, "accounts/purpose.html", form, **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def purpose_archive(request, code):
    """POST archives; with `undo` it restores."""
    own = find_purpose(code)
    if own is None:
        raise Http404
    words, is_back = {"label": isolated(own.label)}, is_undo(request)
    try:
        (restore_purpose if is_back else archive_purpose)(own, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if is_back:
            messages.success(request, _("%(label)s is in use again.") % words)
        else:
            url = workspace_url(request, "accounts:consent_purpose_archive", code=code)
            text = _("Nobody is asked about %(label)s any more; what was agreed to stays on record.")
            say_done(request, text % words, undo_url=url)
    return to_page(request, "accounts:consent_purposes")
