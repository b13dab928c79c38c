"""Ready answers where a member writes: the list to choose from, and inserting one without scripts."""

from dataclasses import replace

from django.utils.datastructures import MultiValueDict

from accounts.models import Account, Contact
from accounts.views.accounts import find_account
from accounts.views.contacts import find_contact
from interactions.mail_forms import recipients_of
from interactions.models import ReadyAnswer
from interactions.ready_answers import LANGUAGES, Answering, inserted
from lib.http import page_or_part
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

LONGEST_QUERY = 200


def number_of(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


@workspace_page(Permission.EDIT_CUSTOMERS)
def answer_list(request):
    """The answers in use, filled for who the address names, in the customer's language or the one asked for."""
    asked = request.GET.get("language", "")
    answering = answering_of(request)
    language = asked if asked in LANGUAGES else answering.language
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    channel = request.GET.get("channel", "")
    context = {
        "offers": answering.offers(query=query, channel=channel, language=language),
        "language": language,
        "languages": answering.languages,
        "query": query,
        "channel": channel,
        "subject": answering.account or answering.contact,
        "answering": answering,
    }
    return page_or_part(request, "interactions/answer_list.html", "list", context)


def answering_of(request) -> Answering:
    """Who is written to: as the address of the form says, or else as is ticked in it."""
    account_number = number_of(request.GET.get("account", ""))
    contact_number = number_of(request.GET.get("contact", ""))
    account = find_account(request, account_number) if account_number is not None else None
    contact = find_contact(request, contact_number) if contact_number is not None else None
    if contact is None and account is not None and "to" in request.GET:
        _name, contact = recipients_of(account).get(request.GET["to"], ("", None))
    elif contact is None:
        ticked = [number_of(each) for each in request.GET.getlist("contacts")]
        contact = (
            Contact.objects.visible_to(request.membership).filter(number=ticked[0]).first()
            if ticked
            else None
        )
    elif account is None:
        places = Account.objects.visible_to(request.membership).kept().filter(positions__contact=contact)
        alone = places.select_related("owner__user")[:2]
        account = alone[0] if len(alone) == 1 else None
    return Answering(request.membership, account=account, contact=contact)


def with_answer(request, form):
    """The form as it was typed, not yet judged, and the chosen answer after it: for pages without scripts.

    `insert` is the language that was pressed; with anything else the form only opens as a page of its own.
    """
    typed = {
        name: field.widget.value_from_datadict(form.data, MultiValueDict(), form.add_prefix(name))
        for name, field in form.fields.items()
    }
    form.is_bound, form.data = False, MultiValueDict()
    form.initial = {**form.initial, **typed}
    language, number = request.POST["insert"], number_of(request.POST.get("answer", ""))
    found = ReadyAnswer.objects.in_use().filter(number=number).first() if number is not None else None
    if found and language in LANGUAGES:
        to = replace(form.answering, account=form.given_account or chosen_account(form, typed))
        text = to.offer(found, language=language).filled.text
        form.initial["text"] = inserted(typed["text"] or "", text)
    return form


def chosen_account(form, typed):
    number = number_of(typed.get("account") or "")
    return form.fields["account"].queryset.filter(number=number).first() if number is not None else None
