"""Inviting: one contact by e-mail or link, the ticked rows of the list, and taking an invitation back."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponseBadRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.exports import EXPORTED
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.bulk import selection
from accounts.views.contacts import find_contact
from accounts.views.lists import back
from accounts.views.records import refuse_archived
from interactions.ready_answers import Answering
from interactions.views.interactions import choose_customer, number_in
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.lists.page import asked_sort, beyond
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from surveys.forms import SendForm
from surveys.inviting import NotInvited, account_of, invite, take_back
from surveys.mailing import link_of, words
from surveys.models import Survey, SurveyInvitation
from surveys.models.survey import NotNow
from surveys.sending import MOST_AT_ONCE, send_to_many
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def send(request):
    """To a contact of the account that the address names; without one it asks for the account first."""
    contact_number, number = number_in(request, "contact"), number_in(request, "account")
    contact = find_contact(request, contact_number) if contact_number is not None else None
    if number is not None:
        account = find_account(request, number)
    elif contact is not None:
        account = account_of(contact, request.membership)
        if account is None:
            text = _("Tie %(name)s to an account first: surveys are kept with the account.")
            messages.info(request, text % {"name": isolated(contact.name)})
            return to_page(request, "accounts:contact_position", number=contact.number)
    else:
        return choose_customer(request, "surveys:send", _("Send a survey"))
    account.check_in_use()
    form = SendForm(posted(request), account=account, contact=contact)
    if asked := number_in(request, "survey"):
        form.initial["survey"] = str(asked)
    shared, token = None, new_token()
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        add = partial(invite, by=request.membership, token=token)
        kept = {name: cleaned[name] for name in ("form_token", "survey", "contact", "way")}
        try:
            made = add_once(add, SurveyInvitation, account=account, **kept)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except (NotInvited, NotNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            if made.way == SurveyInvitation.Way.MAIL:
                return sent(request, made)
            shared = shown(request, made, token) if made.token_hash == hash_of(token) else None
    context = {
        "account": account,
        "shared": shared,
        "is_made_before": request.method == "POST" and shared is None and not form.errors,
        "has_surveys": bool(form.surveys),
        "has_people": bool(form.people),
        "account_url": workspace_url(request, "desk:account", number=account.number),
    }
    return form_page(request, "surveys/send.html", form, **context)


def sent(request, made):
    text = _("The survey goes to %(name)s by e-mail.") % {"name": isolated(made.contact.name)}
    url = workspace_url(request, "surveys:withdrawal", number=made.number)
    say_done(request, text, undo_url=url)
    return to_page(request, "desk:account", number=made.account.number)


def shown(request, made, token) -> dict:
    """The link itself, this once, and where it can be sent."""
    url = link_of(request.workspace, token)
    to = Answering(request.membership, account=made.account, contact=made.contact, contacts=(made.contact,))
    with translation.override(made.language):
        text = words(made, url)
    return {"url": url, "invitation": made, "whatsapp": to.way("whatsapp", [str(made.contact.number)], text)}


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def withdrawal(request, number):
    """POST: the link takes no answer any more, and an e-mail that still waits is taken back; with `undo` it works."""
    seen = SurveyInvitation.objects.visible_to(request.membership)
    found = get_object_or_404(
        seen.select_related("survey", "contact", "account", "interaction"), number=number
    )
    words = {"name": isolated(found.contact.name)}
    if found.answered_at is not None:
        messages.error(request, _("It was answered already: %(name)s.") % words)
    elif is_undo(request) and found.withdrawn_at is not None:
        found.restore(by=request.membership)
        say_done(request, _("The invitation of %(name)s stands again.") % words)
    else:
        url = ""
        if take_back(found, by=request.membership):
            url = workspace_url(request, "surveys:withdrawal", number=number)
        say_done(request, _("The invitation of %(name)s was withdrawn.") % words, undo_url=url)
    return to_page(request, "surveys:invitations", number=found.survey.number)


class BatchForm(forms.Form):
    survey = forms.ChoiceField(label=translation.gettext_lazy("Survey"))

    def __init__(self, data=None):
        self.surveys = {str(each.number): each for each in Survey.objects.open()}
        super().__init__(data)
        self.fields["survey"].choices = [(number, each.name) for number, each in self.surveys.items()]

    def clean_survey(self):
        return self.surveys[self.cleaned_data["survey"]]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def batch(request):
    """The ticked contacts, or all that match: which survey? Then a job asks each of them by e-mail."""
    asked = selection(request)
    if asked["list"] != "contacts":
        return HttpResponseBadRequest(_("Tick the contacts who are to be asked."))
    listing, query = asked["listing"], QueryDict(asked["query"])
    found = EXPORTED["contacts"].found(request.membership, query)
    if not asked["is_all"]:
        found = listing.filters_for(request.membership, QueryDict()).qs.filter(number__in=asked["numbers"])
    sort = asked_sort(listing.sorts_for(request.membership), query, listing.default_sort)
    people = list(beyond(found, sort)[: MOST_AT_ONCE + 1])
    list_url = back(request, listing, asked["place"])
    if asked["refusal"] or not people:
        messages.error(request, str(asked["refusal"] or _("Tick the contacts who are to be asked.")))
        return HttpResponseRedirect(list_url, status=303)
    is_cut = len(people) > MOST_AT_ONCE
    people = people[:MOST_AT_ONCE]
    form = BatchForm(request.POST if "survey" in request.POST else None)
    if form.is_bound and form.is_valid():
        job = send_to_many(form.cleaned_data["survey"], people, by=request.membership)
        return to_page(request, "desk:job", number=job.number)
    context = {
        "form": form,
        "asked": asked,
        "count": len(people),
        "most": MOST_AT_ONCE if is_cut else None,
        "list_url": list_url,
        "has_surveys": bool(form.surveys),
    }
    return render(request, "surveys/batch.html", context, status=UNPROCESSABLE if form.errors else 200)
