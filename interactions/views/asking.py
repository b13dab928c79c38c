"""Asking a customer by a link for what they owe, what came of it, and the rule of the reminders."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.records import refuse_archived
from interactions.asking import NotAsked, ask, change_rule, make_link, take_back, url_of
from interactions.asking_forms import AskForm, AskingRuleForm
from interactions.models import CustomerRequest
from interactions.ready_answers import Answering
from interactions.views.follow_ups import find_follow_up
from lib import formats
from lib.emails import readable
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from messaging.models.outgoing import UNDO_SECONDS
from timeline.attaching import put_files
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


def find_request(request, number):
    seen = CustomerRequest.objects.visible_to(request.membership)
    related = ("account", "contact", "follow_up__owner", "created_by__user", "workspace")
    return get_object_or_404(seen.select_related(*related), number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def request_new(request, number):
    """Ask the customer for what this follow-up says they owe. The link is shown once, since only its hash is kept."""
    step = find_follow_up(request, number)
    step.account.check_in_use()
    form, token = AskForm(posted(request), step=step), new_token()
    if request.method == "POST" and form.is_valid():
        is_shown = form.cleaned_data["is_shown"]

        def add(*, form_token, fields, contact, is_mailed):
            by = request.membership
            made = ask(
                follow_up=step,
                contact=contact,
                is_mailed=is_mailed,
                fields=fields,
                by=by,
                form_token=form_token,
            )
            if is_shown:
                make_link(made, token=token, by=by, is_first=True)
            return made

        typed = {name: form.cleaned_data[name] for name in ("form_token", "contact", "is_mailed")}
        try:
            made = add_once(add, CustomerRequest, fields=form.written, **typed)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except NotAsked:
            form.add_error(None, _("Only what the customer owes, and is still open, is asked by a link."))
        else:
            say_asked(request, made)
            return to_request(request, made) if not is_shown else request_page(request, made, token=token)
    cancel_url = workspace_url(request, "interactions:follow_up", number=number)
    return form_page(request, "asking/form.html", form, step=step, cancel_url=cancel_url)


def say_asked(request, made):
    if not made.to_address:
        return
    text = _("The e-mail to %(name)s goes out in %(count)s seconds.")
    name = made.contact.name if made.contact else made.account.name
    url = workspace_url(request, "interactions:request_revocation", number=made.number)
    words = {"name": isolated(name), "count": formats.number(UNDO_SECONDS)}
    say_done(request, text % words, undo_url=url, again=1)


def to_request(request, made):
    return to_page(request, "interactions:request", number=made.number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def customer_request(request, number):
    return request_page(request, find_request(request, number))


def request_page(request, made, *, token=""):
    """What was asked, what came, and the link itself where it was just made."""
    answers = list(made.answers.select_related("interaction"))
    put_files([each.interaction for each in answers])
    is_made_now = bool(token) and made.links.filter(token_hash=hash_of(token)).exists()
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS) and not made.account.is_archived
    context = {
        "asked": made,
        "step": made.follow_up,
        "answers": [each for each in answers if not each.interaction.is_removed],
        "facts": facts(request, made),
        "may_change": may_change,
        "shared": shown(request, made, token) if is_made_now else None,
        "is_made_before": bool(token) and not is_made_now,
    }
    return render(request, "asking/request.html", context)


def shown(request, made, token) -> dict:
    """The link itself, this once, and where it can be sent."""
    contact = made.contact
    people = (contact,) if contact else ()
    to = Answering(request.membership, account=made.account, contact=contact, contacts=people)
    url = url_of(made, token)
    with translation.override(made.language):
        text = _("%(name)s: %(url)s") % {"name": made.asked, "url": url}
    return {"url": url, "whatsapp": to.way("whatsapp", [str(contact.number)] if contact else [], text)}


def facts(request, made) -> list[dict]:
    contact, step, url = made.contact, made.follow_up, workspace_url
    follow_up_url = url(request, "interactions:follow_up", number=step.number)
    known = [
        {"label": _("Follow-up"), "value": step.reason, "url": follow_up_url},
        {
            "label": _("Account"),
            "value": made.account.name,
            "url": url(request, "desk:account", number=made.account.number),
        },
        {
            "label": _("Contact"),
            "value": contact.name,
            "url": url(request, "desk:contact", number=contact.number),
        }
        if contact
        else {},
        {"label": _("By e-mail to"), "value": readable(made.to_address)},
        {"label": _("What they can send"), "value": formats.listed([str(each) for each in made.wanted])},
        {"label": _("Due"), "value": formats.day(step.due_on)},
        {"label": _("Asked by"), "value": made.created_by.user.name if made.created_by else ""},
        {"label": _("Asked at"), "value": formats.moment(made.created_at)},
        {"label": _("Reminders sent"), "value": formats.number(made.reminders_sent)}
        if made.reminders_sent
        else {},
        {"label": _("The link works until"), "value": formats.moment(made.expires_at)},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def request_link(request, number):
    """POST makes a new link and shows it this once; those before stop working."""
    found, token = find_request(request, number), new_token()
    if found.is_revoked:
        messages.error(request, _("This request was taken back. Let it work again first."))
        return to_request(request, found)
    make_link(found, token=token, by=request.membership)
    return request_page(request, found, token=token)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def request_revocation(request, number):
    """POST takes the links back; with `undo` they work again until they expire. `again` is the Undo of asking."""
    found = find_request(request, number)
    words = {"name": isolated(found.asked)}
    if is_undo(request) and "again" not in request.GET:
        found.restore(by=request.membership)
        say_done(request, _("The customer can answer again: %(name)s.") % words)
    else:
        take_back(found, by=request.membership)
        url = workspace_url(request, "interactions:request_revocation", number=number)
        say_done(request, _("The customer is no longer asked for this: %(name)s.") % words, undo_url=url)
    return to_request(request, found)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def asking_settings(request):
    """When customers are reminded of what they owe."""
    form = AskingRuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change_rule(form.cleaned_data, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "interactions:asking_settings")
    return settings_page(request, "asking/settings.html", form)
