"""The demo's mentions: ten weeks of them, most of them answered, and some of today that wait."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from social.demo.texts import PEOPLE, SAID
from social.models import SocialHandle, SocialMention, SocialRules
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

State = SocialMention.State
WEEKS, A_WEEK = 10, {"noor": 14, "bahr": 3}
MEANT = (["positive", "negative", "question", "neutral"], [42, 24, 22, 12])
# Of today and the days before, hours ago: these wait.
WAITING_HOURS = [1, 2, 4, 7, 12, 20, 26, 30, 50, 75]
KNOWN_PEOPLE = 4
NEVER_ANSWERED_PERCENT = 8


def seed_mentions(stage: Stage) -> None:
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("mentions"), MARKETS[slug], stage.today, stage.zone, weekend)
    rules = SocialRules(caretaker=stage.member("faisal") if slug == "noor" else stage.member("owner"))
    rules.save()
    known = know_some(draw, slug)
    made = [
        one(draw, slug, known, rules, draw.moment(draw.random.randrange(4, WEEKS * 7)))
        for _each in range(WEEKS * A_WEEK[slug])
    ]
    for each in made:
        close(draw, each)
    fresh = [waiting(draw, slug, known, rules, hours) for hours in WAITING_HOURS]
    made += {each.text: each for each in fresh}.values()
    made.sort(key=lambda each: each.at)
    keep(made)


def know_some(draw: Draw, slug: str) -> dict:
    """Some who write are contacts of customers."""
    accounts = (
        Account.objects.kept().filter(owner__isnull=False, status="active").select_related("owner__user")
    )
    contacts, known = contacts_of_accounts(), {}
    for account, (_name, handle, _followers) in zip(
        accounts.order_by("number")[:KNOWN_PEOPLE], PEOPLE[slug], strict=False
    ):
        contact = next(iter(contacts[account.pk]), None)
        known[handle] = (account, contact)
        for network in ("x", "instagram", "google"):
            SocialHandle.objects.create(network=network, handle=handle, account=account, contact=contact)
    return known


def one(draw: Draw, slug: str, known: dict, rules: SocialRules, at: datetime, meant="") -> SocialMention:
    meant = meant or draw.pick(*MEANT)
    network, text, answer = draw.pick(SAID[slug][meant])
    name, handle, followers = draw.pick(PEOPLE[slug])
    account, contact = known.get(handle, (None, None))
    stars = {"positive": [4, 5, 5], "negative": [1, 2], "question": [4], "neutral": [3]}
    mention = SocialMention(
        network=network,
        author_name=contact.name if contact else name,
        handle="" if network == "google" else handle,
        text=text,
        link=f"https://social.example/{network}/{draw.random.randrange(10**9, 10**10)}",
        at=at,
        followers=None if network == "google" else followers,
        sentiment=meant,
        rating=draw.pick(stars[meant]) if network == "google" else None,
        owner=account.owner if account else rules.owner,
        account=account,
        contact=contact,
        due_at=rules.due_at(meant, at),
        source=SocialMention.Source.HOOK,
        external_id=f"demo-{draw.random.randrange(10**12)}",
        created_at=at + timedelta(minutes=2),
    )
    mention.said_back = answer
    return mention


def close(draw: Draw, mention: SocialMention) -> None:
    """What was answered, and how soon; what needed no answer."""
    mention.closed_at = mention.at + timedelta(
        minutes=draw.random.choice([12, 25, 40, 90, 150, 320, 900, 1700])
    )
    if mention.sentiment == "neutral" or not mention.said_back or draw.chance(NEVER_ANSWERED_PERCENT):
        mention.state = State.DISMISSED
    else:
        mention.state, mention.answer_text = State.ANSWERED, mention.said_back
        mention.answer_link = f"{mention.link}/reply"
    mention.closed_by = mention.owner


def waiting(draw: Draw, slug: str, known: dict, rules: SocialRules, hours: int) -> SocialMention:
    at = timezone.now() - timedelta(hours=hours, minutes=draw.random.randrange(50))
    meant = draw.pick(["negative", "question", "positive"], [50, 35, 15])
    return one(draw, slug, known, rules, at, meant)


def keep(made: list[SocialMention]) -> None:
    insert_numbered(made)
    events = []
    for each in made:
        told = {"context": each.account} if each.account else {}
        events.append(
            past_event(
                "socialmention.received", each, by=None, at=each.created_at, network=each.network, **told
            )
        )
        if each.closed_at:
            verb = "answered" if each.state == State.ANSWERED else "dismissed"
            events.append(
                past_event(f"socialmention.{verb}", each, by=each.closed_by, at=each.closed_at, **told)
            )
    events.sort(key=lambda event: event.at)
    Event.objects.bulk_create(events, BATCH)
