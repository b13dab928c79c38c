"""The demo's opportunities: in every stage for everybody, some overdue, and those of the last year won or lost."""

from datetime import timedelta

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from interactions.services import add_follow_up
from lib import money
from sales.demo.texts_of_opportunities import LEARNT, OPPORTUNITIES, STEPS
from sales.models import LostReason, Opportunity, OpportunityStage, OpportunityStay
from sales.stages import keep_usual
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of

OPEN_EACH, CLOSED_EACH = 7, 5  # of each account manager
CHIEF_ACCOUNTS = 2  # the two customers of the workspace of whom everything is told


def seed_opportunities(stage: Stage) -> None:
    keep_usual(OpportunityStage)
    keep_usual(LostReason)
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("opportunities"), MARKETS[slug], stage.today, stage.zone, weekend)
    accounts = list(Account.objects.kept().select_related("owner__user").order_by("number"))
    contacts = contacts_of_accounts()
    stages = OpportunityStage.objects.standing()
    reasons = LostReason.objects.standing()
    made: list[Opportunity] = []
    for name in sorted(stage.members):
        member = stage.members[name]
        own = [account for account in accounts if account.owner_id == member.pk]
        if not own or not member.can(Permission.EDIT_CUSTOMERS):
            continue
        chosen = own[:CHIEF_ACCOUNTS] * 2 + [draw.pick(own) for _each in range(OPEN_EACH + CLOSED_EACH)]
        for place, account in enumerate(chosen[: OPEN_EACH + CLOSED_EACH]):
            contact = next(iter(contacts[account.pk]), None)
            made.append(drawn(draw, stage, account, contact, place))
    for place, each in enumerate(made):
        settle(draw, each, stages, reasons, place, slug)
    made.sort(key=lambda each: each.created_at)
    keep(draw, made, stages)
    promise(draw, [each for each in made if each.is_open], slug, stage)


def drawn(draw: Draw, stage: Stage, account: Account, contact, place: int) -> Opportunity:
    kind, name, least, most, competitors = draw.pick(OPPORTUNITIES[stage.workspace.slug])
    currency = stage.workspace.currency
    whole = draw.random.randrange(least, most) // 500 * 500
    is_closed = place >= OPEN_EACH
    days_ago = draw.random.randrange(60, 320) if is_closed else draw.random.randrange(8, 80)
    return Opportunity(
        account=account,
        name=name,
        kind=kind,
        amount_minor=whole * 10 ** money.exponent(currency),
        currency=currency,
        owner=account.owner,
        created_by=account.owner,
        contact=contact,
        source=draw.pick(["", "visit", "phone", "referral"]),
        competitors=competitors,
        created_at=draw.moment(days_ago),
        state=(Opportunity.State.WON if place % 3 else Opportunity.State.LOST) if is_closed else "open",
    )


def settle(draw: Draw, each: Opportunity, stages: list, reasons: list, place: int, slug: str) -> None:
    """Where it stands now, and when it is expected, or how it ended."""
    open_stages = [one for one in stages if one.is_open]
    if each.is_open:
        each.stage = open_stages[place % len(open_stages)]
        each.expected_on = draw.today + timedelta(days=draw.pick([-6, 5, 12, 25, 40, 60, 95, 130]))
        each.probability = each.stage.probability
        is_first = each.stage is open_stages[0]
        each.stage_since = each.created_at if is_first else draw.between(each.created_at)
        return
    each.stage = next(one for one in stages if one.kind == each.state)
    each.closed_at = each.stage_since = draw.between(each.created_at)
    each.closed_by, each.probability = each.owner, each.stage.probability
    each.expected_on = each.closed_at.date() + timedelta(days=draw.pick([-4, 0, 3]))
    if each.state == Opportunity.State.LOST:
        each.lost_reason, each.lost_note = draw.pick(reasons), draw.pick(LEARNT[slug])


def keep(draw: Draw, made: list[Opportunity], stages: list) -> None:
    insert_numbered(made)
    stays, events = [], []
    for each in made:
        told = {"context": each.account, "by": each.owner}
        events.append(past_event("opportunity.created", each, at=each.created_at, **told))
        way = [one for one in stages if one.is_open and (not each.is_open or one.place <= each.stage.place)]
        way += [] if each.is_open else [each.stage]
        moments = moments_between(each, len(way))
        for place, one in enumerate(way):
            until_at = moments[place + 1] if place + 1 < len(way) else None
            stay = {"from_at": moments[place], "until_at": until_at, "by": each.owner}
            stays.append(OpportunityStay(opportunity=each, stage=one, **stay))
            if place and one.is_open:
                old, at = way[place - 1], moments[place]
                detail = {"old": old.names, "new": one.names}
                events.append(past_event("opportunity.moved", each, at=at, **detail, **told))
        if not each.is_open:
            detail = {"amount": each.amount_minor, "currency": each.currency}
            detail |= {"reason": each.lost_reason.names} if each.lost_reason else {}
            events.append(past_event(f"opportunity.{each.state}", each, at=each.closed_at, **detail, **told))
    OpportunityStay.objects.bulk_create(stays, BATCH)
    events.sort(key=lambda event: event.at)
    Event.objects.bulk_create(events, BATCH)


def moments_between(each: Opportunity, count: int) -> list:
    """As many moments from its beginning to when it entered its stage."""
    if count == 1:
        return [each.created_at]
    step = (each.stage_since - each.created_at) / (count - 1)
    return [each.created_at + step * place for place in range(count)]


def promise(draw: Draw, open_ones: list[Opportunity], slug: str, stage: Stage) -> None:
    """Two of three have a next step."""
    for place, each in enumerate(open_ones):
        if place % 3 == 2:
            continue
        due_on = stage.today + timedelta(days=draw.pick([1, 2, 4, 7, 11]))
        fields = {
            "reason": draw.pick(STEPS[slug]),
            "due_on": due_on,
            "owner": each.owner,
            "contact": each.contact,
        }
        each.next_step = add_follow_up(account=each.account, by=each.owner, fields=fields)
    Opportunity.objects.bulk_update([each for each in open_ones if each.next_step], ["next_step"], BATCH)
