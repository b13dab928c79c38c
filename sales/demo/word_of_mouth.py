"""The demo's referrals and testimonials: from a name that was passed on to a customer who buys, and words in use."""

from datetime import timedelta

from accounts.demo.draw import Draw
from accounts.demo.seed import MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from sales.demo.texts_of_word_of_mouth import NAMES, SAID
from sales.models import Referral, Testimonial, TestimonialUse
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

OF_EACH = 3  # status of the customer who came
ASKED_FOR = timedelta(days=30)


def seed_word_of_mouth(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("word of mouth"), MARKETS["noor"], stage.today, stage.zone, weekend)
    standing = Account.objects.kept().select_related("owner__user").exclude(owner=None).order_by("number")
    content = [each for each in standing if each.status == Account.Status.ACTIVE]
    events = [*refer(draw, content, standing), *quote(draw, content)]
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at))


def refer(draw: Draw, content: list, standing) -> list[Event]:
    """Some of those who came by a referral, each through an older customer; and names that are none yet."""
    came = [each for each in standing if each.source == Account.Source.REFERRAL]
    made = []
    for each in came:
        older = [one for one in content if one.created_at < each.created_at and one.owner_id == each.owner_id]
        alike = sum(one[1].status == each.status for one in made)
        if older and alike < OF_EACH:
            made.append((draw.pick(older), each, each.name_ar, each.created_at, Referral.State.RECEIVED))
    for place, (name, days_ago, state) in enumerate(NAMES):
        made.append((content[place * 3], None, name, draw.moment(days_ago), state))
    made.sort(key=lambda one: one[3])
    rows = [referral(draw, place, *one) for place, one in enumerate(made)]
    insert_numbered(rows)
    return [event for each in rows for event in told_of(each)]


def referral(draw: Draw, place: int, account, referred, name: str, at, state) -> Referral:
    on_day = at.astimezone(draw.zone).date()
    return Referral(
        account=account,
        referred=referred,
        referred_name=name,
        on_day=on_day,
        state=state,
        thanked_on=on_day + timedelta(days=2) if referred and place % 3 else None,
        created_by=account.owner,
        created_at=at,
    )


def told_of(each: Referral) -> list[Event]:
    told = [("referral.added", each.created_at, each.created_by)]
    if each.referred is not None:
        won = each.referred.statuses.filter(status="active", from_at__gt=each.created_at).first()
        told += [("referral.won", won.from_at, won.by)] if won else []
    if each.thanked_on:
        told.append(("referral.thanked", each.created_at + timedelta(days=2), each.created_by))
    events = []
    for verb, at, by in told:
        events.append(past_event(verb, each, by=by, at=at, context=each.account))
        if each.referred is not None:
            events.append(past_event(verb, each, by=by, at=at, context=each.referred))
            events[-1].is_part = True
    return events


def quote(draw: Draw, content: list) -> list[Event]:
    """What content customers say, where it stands, and one whose consent was withdrawn while it still stands."""
    contacts = contacts_of_accounts()
    rows = [testimonial(draw, content[place * 4], contacts, told) for place, told in enumerate(SAID)]
    rows.sort(key=lambda each: each.created_at)
    insert_numbered(rows)
    events = []
    for each in rows:
        for verb, at, by, detail in told_of_words(draw, each):
            told = {"context": each.account, **detail}
            events.append(past_event(f"testimonial.{verb}", each, by=by, at=at, **told))
    return events


def testimonial(draw: Draw, account, contacts, told: dict) -> Testimonial:
    at = draw.moment(told["days_ago"])
    day = at.astimezone(draw.zone).date()
    is_given = "text" in told
    made = Testimonial(
        account=account,
        contact=next(iter(contacts[account.pk]), None),
        state=told.get("state", Testimonial.State.GIVEN),
        asked_on=day if told["is_asked"] else None,
        given_on=day + timedelta(days=3) if is_given else None,
        text=told.get("text", ""),
        rating=told.get("rating"),
        language="ar",
        expires_at=at + ASKED_FOR if told["is_asked"] else None,
        created_by=account.owner,
        created_at=at,
    )
    for name in told.get("agrees", ()):
        setattr(made, name, True)
    if told.get("agrees"):
        made.consent_on = made.given_on
    if "withdrawn_ago" in told:
        made.withdrawn_on = draw.today - timedelta(days=told["withdrawn_ago"])
    made.places = told.get("places", ())
    return made


def told_of_words(draw: Draw, each: Testimonial) -> list[tuple]:
    """(verb, at, by, detail) from the asking to the end; places are written down on the way."""
    owner, later = each.created_by, each.created_at + timedelta(days=3)
    way = [("asked", each.created_at, owner, {})] if each.asked_on else []
    if each.state != Testimonial.State.ASKED:
        verb = "given" if each.given_on else "declined_by_link"
        way.append((verb, later, None if each.asked_on else owner, {}))
    for place, (scope, where) in enumerate(each.places, 1):
        at = later + timedelta(days=place)
        fields = {"on_day": at.astimezone(draw.zone).date(), "by": owner}
        TestimonialUse.objects.create(testimonial=each, scope=scope, place=where, **fields)
        way.append(("used", at, owner, {"place": where}))
    if each.withdrawn_on:
        way.append(("withdrawn_by_link", draw.moment((draw.today - each.withdrawn_on).days), None, {}))
    return way
