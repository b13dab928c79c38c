"""Times that a customer may choose from: the link that offers them, what came of it, taking it back."""

from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from interactions.ready_answers import Answering
from interactions.views.interactions import choose_customer, number_in
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from meetings.booking import offer_times, offered, zone_of
from meetings.booking_forms import BookingForm
from meetings.models import BookingLink
from meetings.zones import zone_name
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission

MOST_SHOWN = 12


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def booking_new(request):
    """The link is shown once, since only its hash is kept."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "meetings:booking_new", _("Offer times for a meeting"))
    account = find_account(request, number)
    account.check_in_use()
    initial = {"contact": number_in(request, "contact")} if "contact" in request.GET else {}
    form = BookingForm(posted(request), membership=request.membership, account=account, initial=initial)
    if request.method == "POST" and form.is_valid():
        token, contact = new_token(), form.cleaned_data["contact"]
        to = Answering(
            request.membership, account=account, contact=contact, contacts=(contact,) if contact else ()
        )

        def add(*, form_token, fields):
            language = {"language": to.language}
            return offer_times(
                account=account,
                by=request.membership,
                token_hash=hash_of(token),
                fields={**fields, **language},
                form_token=form_token,
            )

        try:
            made = add_once(add, BookingLink, form_token=form.cleaned_data["form_token"], fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            return made_page(request, made, to, token)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "meetings/booking_form.html", form, account=account, cancel_url=cancel_url)


def made_page(request, made, to, token):
    """The link itself, this once, and where it can be sent; sent twice, the form leads to what it made."""
    if made.token_hash != hash_of(token):
        return to_page(request, "meetings:booking", number=made.number)
    url = site_link("book_meeting", workspace=request.workspace.slug, token=token)
    with translation.override(made.language):
        text = _("Choose a time that suits you for %(name)s: %(url)s") % {"name": made.subject, "url": url}
    who = [str(made.contact.number)] if made.contact else []
    ways = {"whatsapp": to.way("whatsapp", who, text), "email": to.way("email", who, text)}
    return booking_page(request, made, shared={"url": url, **ways})


def find_booking(request, number):
    seen = BookingLink.objects.visible_to(request.membership)
    related = ("account", "contact", "host__user", "created_by__user", "meeting")
    return get_object_or_404(seen.select_related(*related), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def booking(request, number):
    return booking_page(request, find_booking(request, number))


def booking_page(request, found, *, shared=None):
    is_open = not (found.is_revoked or found.is_over)
    slots = offered(found) if is_open and found.booked is None else []
    context = {
        "link": found,
        "shared": shared,
        "facts": facts(request, found),
        "slots": slots[:MOST_SHOWN],
        "count": len(slots),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived,
    }
    return render(request, "meetings/booking.html", context)


def facts(request, found) -> list[dict]:
    contact, booked = found.contact, found.booked
    days = f"{formats.day(found.first_on)} – {formats.day(found.last_on)}"
    known = [
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": workspace_url(request, "desk:account", number=found.account.number),
        },
        {
            "label": _("For whom"),
            "value": contact.name,
            "url": workspace_url(request, "desk:contact", number=contact.number),
        }
        if contact
        else {},
        {
            "label": _("Booked"),
            "value": booked.when,
            "url": workspace_url(request, "meetings:detail", number=booked.number),
        }
        if booked
        else {},
        {"label": _("Whose times"), "value": found.host.user.name},
        {"label": _("Days"), "value": days},
        {"label": _("Minutes"), "value": formats.number(found.minutes)},
        {"label": _("Where"), "value": found.get_kind_display()},
        {"label": _("Address or link"), "value": found.place},
        {"label": _("The customer's time zone"), "value": zone_name(zone_of(found))},
        {"label": _("Offered by"), "value": found.created_by.user.name if found.created_by else ""},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def revocation(request, number):
    """POST takes the link back; with `undo` it works again until its last day."""
    found = find_booking(request, number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("The link to %(name)s works again.") % words)
    else:
        found.revoke(by=request.membership)
        url = workspace_url(request, "meetings:booking_revocation", number=number)
        say_done(request, _("The link to %(name)s was taken back.") % words, undo_url=url)
    return to_page(request, "meetings:booking", number=number)
