"""The page of a contact: who, what happened, which accounts, what was agreed to."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.consents import standing_of
from accounts.custom.values import custom_facts
from accounts.fields import contact_listing
from accounts.merging.story import with_absorbed
from accounts.models import Contact
from accounts.purposes import names_of
from accounts.views.lists import walk
from accounts.views.records import find_record
from desk.live import watch
from desk.views.story import contact_story_of
from interactions.composing import composer
from interactions.library import offered_to
from interactions.today import open_steps
from lib import formats
from lib.phones import whatsapp_address
from lib.places import country_name, language_name
from meetings.today import next_meetings
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def contact(request, number):
    seen = Contact.objects.visible_to(request.membership)
    found = find_record(request, with_absorbed(seen), number)
    story = contact_story_of(request, found)
    form = composer(request.membership, contact=found)
    context = {
        "composer": form,
        "steps": open_steps(request.membership, contact=found),
        "meetings": next_meetings(request.membership, contact=found),
        "new_step_query": step_query(found, form),
        "composer_query": f"contact={found.number}",
        "contact": found,
        "live_query": watch("contact", number, story.page.rows),
        "facts": facts(found) + custom_facts(found, request.membership),
        "walk": walk(request, contact_listing, found),
        "story": story,
        "positions": found.positions.visible_to(request.membership)
        .select_related("account")
        .order_by("-is_primary", "account__name_fold"),
        "consents": latest_consents(found),
        "articles": offered_to(found) if form else [],
    }
    return render(request, "desk/contact.html", context)


def step_query(found, form) -> str:
    """A follow-up hangs on an account: of a contact of several, the account is asked for."""
    if form is None:
        return ""
    account = f"account={form.given_account.number}&" if form.given_account else ""
    return f"?{account}contact={found.number}"


def latest_consents(found) -> list:
    """The row that holds for each channel and purpose."""
    standing = standing_of(found)
    names = names_of(purpose for _channel, purpose in standing.kinds)
    latest = [standing.deciding(*kind) for kind in standing.kinds]
    for consent in latest:
        consent.purpose_name = names.get(consent.purpose, consent.purpose)
    return sorted(dict.fromkeys(latest), key=lambda consent: -consent.pk)


def facts(found) -> list[dict]:
    interests = formats.listed(interest.tag for interest in found.interests.select_related("tag"))
    everyday = [
        {
            "label": _("Mobile"),
            "value": found.phone_1,
            "kind": "phone",
            "url": found.phone_1_e164,
            "whatsapp": whatsapp_address(found.phone_1_e164),
        },
        {"label": _("E-mail"), "value": found.email_1, "kind": "email"},
        {"label": _("Preferred channel"), "value": found.get_preferred_channel_display()},
    ]
    further = [
        {"label": _("Second phone"), "value": found.phone_2, "kind": "phone", "url": found.phone_2_e164},
        {"label": _("Third phone"), "value": found.phone_3, "kind": "phone", "url": found.phone_3_e164},
        {"label": _("Second e-mail"), "value": found.email_2, "kind": "email"},
        {"label": _("Birth date"), "value": formats.day(found.birth_on) if found.birth_on else ""},
        {"label": _("Gender"), "value": found.get_gender_display()},
        {
            "label": _("City"),
            "value": formats.listed(
                map(formats.isolated, filter(None, [found.city, country_name(found.country)]))
            ),
            "kind": "words",
        },
        {"label": _("Language"), "value": language_name(found.language)},
        {"label": _("Interests"), "value": interests},
        {"label": _("Description"), "value": found.description},
    ]
    return everyday + [fact for fact in further if fact["value"]]
