"""Who of those inside has reached the goal, or has been doing what a condition asks for, since they entered."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from accounts.models import Position, Segment
from accounts.segments.reading import contacts_of
from accounts.segments.tree import Unsound
from campaigns.automations import design
from campaigns.models import AutomationStep, Enrolment, Recipient, Response
from interactions.models import Interaction, InteractionContact
from sales.models import Purchase

Kind = Response.Kind
READ = {design.OPENED: (Kind.OPENED, Kind.CLICKED), design.PRESSED: (Kind.CLICKED,)}


class SegmentGone(Exception):
    """What an automation asks for cannot be asked any more."""


def reached(goal: Mapping[str, Any], enrolments: Collection[Enrolment]) -> set[int]:
    """Keys of the enrolments whose contact has reached it."""
    if goal["kind"] == design.NO_GOAL or not enrolments:
        return set()
    return holds({"ask": goal["kind"], "segment": goal.get("segment")}, enrolments)


def holds(step: Mapping[str, Any], enrolments: Collection[Enrolment]) -> set[int]:
    """Keys of the enrolments of whom the question of a condition is true. Raises SegmentGone."""
    asked = step["ask"]
    if asked == design.IN_SEGMENT:
        return in_segment(step["segment"], enrolments)
    if asked in READ:
        return responded(READ[asked], enrolments)
    rows = Enrolment.objects.filter(pk__in=[each.pk for each in enrolments])
    rows = rows.alias(entered_on=TruncDate("entered_at"))
    questions = {design.BOUGHT: Q(bought()), design.ANSWERED: Q(answered()), design.SILENT: ~Q(answered())}
    return set(rows.filter(questions[asked]).values_list("pk", flat=True))


def of_theirs(through: str) -> Q:
    """Of the contact themselves, or of a customer to whom they belong."""
    positions = Position.objects.filter(contact=OuterRef(OuterRef("contact"))).values("account")
    return Q(**{through: OuterRef("contact")}) | Q(account__in=positions) | Q(account=OuterRef("account"))


def bought() -> Exists:
    """A purchase that counts, entered after they did and not of an earlier day."""
    bought = Purchase.objects.counted().filter(of_theirs("contact"), created_at__gt=OuterRef("entered_at"))
    return Exists(bought.filter(ordered_on__gte=OuterRef("entered_on")))


def answered() -> Exists:
    """They wrote, called or came, since they entered."""
    heard = InteractionContact.objects.filter(
        contact=OuterRef("contact"),
        interaction__direction=Interaction.Direction.IN,
        interaction__at__gt=OuterRef("entered_at"),
    )
    return Exists(heard)


def in_segment(number: int, enrolments: Collection[Enrolment]) -> set[int]:
    segment = Segment.objects.filter(number=number).first()
    if segment is None:
        raise SegmentGone(number)
    asked = {each.contact_id for each in enrolments}
    try:
        found = set(contacts_of(segment).filter(pk__in=asked).values_list("pk", flat=True))
    except Unsound:
        raise SegmentGone(number) from None
    return {each.pk for each in enrolments if each.contact_id in found}


def responded(kinds, enrolments: Collection[Enrolment]) -> set[int]:
    """Who opened, or pressed a link in, any letter of the automation on their way through it."""
    keys = [each.pk for each in enrolments]
    letters = AutomationStep.objects.filter(enrolment__in=keys, campaign__isnull=False)
    got = Recipient.objects.filter(
        campaign__in=letters.values("campaign"), contact__in=[each.contact_id for each in enrolments]
    )
    theirs = {
        (row.campaign_id, row.contact_id): row.pk for row in got.only("pk", "campaign_id", "contact_id")
    }
    seen = Response.objects.by_people().filter(
        campaign__in=letters.values("campaign"), recipient__in=list(theirs.values()), kind__in=kinds
    )
    pressed = set(seen.values_list("recipient", flat=True))
    of_contact = {each.pk: each.contact_id for each in enrolments}
    rows = letters.annotate(enrolled=F("enrolment")).values_list("enrolled", "campaign")
    return {
        enrolment for enrolment, campaign in rows if theirs.get((campaign, of_contact[enrolment])) in pressed
    }
