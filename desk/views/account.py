"""The page of an account: who it is, what happened, what is linked."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.custom.values import custom_facts
from accounts.fields import account_listing
from accounts.merging.story import with_absorbed
from accounts.models import Account
from accounts.state_of_play import state_of_play
from accounts.views.accounts import visible_accounts
from accounts.views.lists import walk
from accounts.views.records import find_record
from desk.live import watch
from desk.views.story import account_story_of
from interactions.adherence import kept_with
from interactions.composing import composer
from interactions.models import ContactSchedule
from interactions.playing import handover_of
from interactions.today import open_steps
from lib import formats
from lib.http import workspace_url
from lib.phones import whatsapp_address
from lib.places import country_name, language_name
from meetings.today import next_meetings, waiting_links, with_meetings
from updates.standing import last_update, with_updates
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

LINKED_ROWS = 10
BADGES = {"active": "done", "prospect": "info", "dormant": "waiting", "lost": "neutral"}


@workspace_page(Permission.VIEW_CUSTOMERS)
def account(request, number):
    seen = visible_accounts(request).select_related("owner__user", "industry", "region")
    found = find_record(request, with_absorbed(with_meetings(with_updates(seen))), number)
    positions = found.positions.select_related("contact").order_by("-is_primary", "contact__name_fold")
    story = account_story_of(request, found)
    form = composer(request.membership, account=found)
    steps = open_steps(request.membership, account=found)
    meetings = next_meetings(request.membership, account=found) if found.has_meetings else []
    people = list(positions[: LINKED_ROWS + 1])
    schedule = ContactSchedule.objects.filter(account=found).first()
    handover = handover_of(found)
    context = {
        "composer": form,
        "steps": steps,
        "meetings": meetings,
        "booking_links": waiting_links(found) if found.has_booking_links else [],
        "play": state_of_play(
            found, request.membership, {"steps": steps, "meetings": meetings, "positions": people}
        ),
        "handover": handover,
        "left_behind": left_behind(handover, request.membership),
        "new_step_query": f"?account={found.number}" if form else "",
        "composer_query": f"account={found.number}",
        "account": found,
        "live_query": watch("account", number, story.page.rows),
        "walk": walk(request, account_listing, found),
        "head_badges": head_badges(found),
        "badge_state": BADGES[found.status],
        "new_contact_query": f"?account={found.number}",
        "facts": facts(request, found) + custom_facts(found, request.membership),
        "story": story,
        "schedule": schedule,
        "kept": kept_with(found) if schedule else None,
        "positions": people,
        "last_update": last_update(found),
        "branches": Account.objects.visible_to(request.membership)
        .filter(parent=found)
        .kept()[: LINKED_ROWS + 1],
        "statuses": found.statuses.select_related("by__user")[:LINKED_ROWS],
        "status_choices": [choice for choice in Account.Status.choices if choice[0] != found.status],
    }
    return render(request, "desk/account.html", context)


def head_badges(found) -> list[str]:
    """How the customer is managed, and how much it matters."""
    tier = _("Tier %(tier)s") % {"tier": found.get_tier_display()} if found.tier else ""
    return [each for each in (found.get_management_type_display(), tier) if each]


def left_behind(handover, membership) -> int:
    """How many open follow-ups the former account manager still has, for the one who confirms."""
    return handover.left_behind().count() if handover and handover.to_member_id == membership.pk else 0


def facts(request, found) -> list[dict]:
    """The known facts in the order people ask for them; what is not known is left out but the everyday ones."""
    # Dubai lies in Dubai.
    place = dict.fromkeys([found.city, str(found.region or ""), country_name(found.country)])
    tags = formats.listed(tagging.tag for tagging in found.taggings.select_related("tag"))
    owner = found.owner.user.name if found.owner else ""
    parent = visible_accounts(request).filter(pk=found.parent_id).first() if found.parent_id else None
    parent_url = workspace_url(request, "desk:account", number=parent.number) if parent else ""
    everyday = [
        {"label": _("Account manager"), "value": owner},
        {
            "label": _("Phone"),
            "value": found.phone,
            "kind": "phone",
            "url": found.phone_e164,
            "whatsapp": whatsapp_address(found.phone_e164),
        },
        {"label": _("E-mail"), "value": found.email, "kind": "email"},
        {"label": _("Tier"), "value": found.get_tier_display()},
        {"label": _("Management type"), "value": found.get_management_type_display()},
    ]
    money = formats.money(found.annual_revenue_minor, found.currency) if found.annual_revenue_minor else ""
    further = [
        {"label": _("Website"), "value": found.website_host, "kind": "link", "url": found.website},
        {"label": _("Industry"), "value": str(found.industry or "")},
        {"label": _("Size"), "value": found.get_size_display()},
        {"label": _("Annual revenue"), "value": money},
        {
            "label": _("City"),
            "value": formats.listed(map(formats.isolated, filter(None, place))),
            "kind": "words",
        },
        {"label": _("Parent account"), "value": str(parent or ""), "url": parent_url},
        {"label": _("Source"), "value": found.get_source_display()},
        {"label": _("Campaign"), "value": found.campaign},
        {"label": _("Language"), "value": language_name(found.language)},
        {"label": _("Other names"), "value": found.other_names},
        {"label": _("Tags"), "value": tags},
        {"label": _("Description"), "value": found.description},
        {"label": _("Customer since"), "value": formats.moment(found.created_at)},
    ]
    return everyday + [fact for fact in further if fact["value"]]
