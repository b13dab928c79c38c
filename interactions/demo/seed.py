"""The demo's interactions and promises in the database, as the verbs would have left them over two years."""

from collections import defaultdict
from datetime import timedelta

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account, Position
from interactions.demo.texts import TEXTS
from interactions.models import Interaction, InteractionContact
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

# How many in two years, by tier; "" is a customer nobody has classed yet.
BY_TIER = {"A": 22, "B": 13, "C": 8, "D": 4, "": 5}
QUIET = {"lost": 120, "dormant": 90}  # days since anybody talked to them, at least
MINUTES = {"call": (2, 25), "meeting": (30, 120), "visit": (20, 90)}
SHOWN_PERCENT = 12


def seed_interactions(stage: Stage) -> None:
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("interactions"), MARKETS[slug], stage.today, stage.zone, weekend)
    contacts = contacts_of_accounts()
    accounts = (
        Account.objects.kept().filter(owner__isnull=False).select_related("owner__user").order_by("number")
    )
    made = [each for account in accounts for each in drawn(draw, account, contacts[account.pk], slug)]
    made.sort(key=lambda pair: pair[0].at)
    keep(made)


def contacts_of_accounts() -> dict:
    found = defaultdict(list)
    positions = Position.objects.filter(contact__archived_at=None).select_related("contact")
    for position in positions.order_by("-is_primary", "pk"):
        found[position.account_id].append(position.contact)
    return found


def drawn(draw: Draw, account: Account, contacts: list, slug: str) -> list[tuple[Interaction, list]]:
    """What was said to one customer since it came, most of it lately."""
    known = (draw.today - account.created_at.astimezone(draw.zone).date()).days
    quiet = QUIET.get(account.status, 0)
    count = round(BY_TIER[account.tier] * min(known / 730, 1) * draw.random.uniform(0.6, 1.4)) + 1
    if known <= quiet + 2:
        return []
    days = sorted(quiet + int((known - quiet) * draw.random.random() ** 1.3) for _each in range(count))
    return [one(draw, account, contacts, days_ago, slug) for days_ago in days]


def one(draw: Draw, account: Account, contacts: list, days_ago: int, slug: str) -> tuple[Interaction, list]:
    channel, direction, outcome, text = draw.pick(TEXTS[slug])
    at = max(draw.moment(days_ago), account.created_at + timedelta(minutes=30))
    spent = MINUTES.get(channel) if outcome in {"reached", "held"} else None
    interaction = Interaction(
        account=account,
        channel=channel,
        direction=direction,
        at=at,
        minutes=draw.random.randrange(*spent) if spent else None,
        text=text,
        outcome=outcome,
        is_visible_to_customer=channel != "note" and bool(text) and draw.chance(SHOWN_PERCENT),
        logged_by=account.owner,
        created_at=at + timedelta(minutes=draw.random.randrange(1, 30)),
    )
    return interaction, [draw.pick(contacts[:3])] if contacts and channel != "note" else []


def keep(made: list[tuple[Interaction, list]]) -> None:
    insert_numbered([interaction for interaction, _present in made])
    presences, events = [], []
    for interaction, present in made:
        told = {"by": interaction.logged_by, "at": interaction.created_at, "channel": interaction.channel}
        events.append(past_event("interaction.logged", interaction, context=interaction.account, **told))
        for contact in present:
            presences.append(InteractionContact(interaction=interaction, contact=contact))
            part = past_event("interaction.logged", interaction, context=contact, **told)
            part.is_part = True
            events.append(part)
    InteractionContact.objects.bulk_create(presences, BATCH)
    Event.objects.bulk_create(events, BATCH)
