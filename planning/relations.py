"""How well a customer is known: its people with what we know of each, and warnings worked out from that.

Nothing of this is stored: a contact who was archived, a position that ended, a meeting that was logged count at once.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from interactions.models import Interaction, InteractionContact
from interactions.models.standing import MISSED
from planning.models import Stakeholder, StakeholderRule

FEW, NOBODY, NOT_MET = "few", "nobody_decides", "not_met"
WARNINGS = {
    FEW: _("One person is known at most"),
    NOBODY: _("Nobody is known who decides"),
    NOT_MET: _("Who decides was not met for long"),
}
DECIDES = Position.DecisionRole.DECIDES
# Talking to each other at the same time; a message that was answered is a contact and no meeting.
MET_BY = (Interaction.Channel.MEETING, Interaction.Channel.VISIT, Interaction.Channel.CALL)


@dataclass
class Known:
    """A contact of a customer: the position, and what we know of the part they play."""

    position: Position
    facts: Stakeholder
    superior: "Known | None" = None
    below: list["Known"] = field(default_factory=list)

    @property
    def contact(self):
        return self.position.contact

    @property
    def met_at(self) -> datetime | None:
        return self.position.met_at

    @property
    def talked_at(self) -> datetime | None:
        return self.position.talked_at

    @property
    def is_placed(self) -> bool:
        return bool(self.facts.influence and self.facts.strength)


def exchanges():
    """With the contact of a position, at its account, as they reached each other."""
    there = InteractionContact.objects.filter(
        contact=OuterRef("contact"),
        interaction__account=OuterRef("account"),
        interaction__removed_at=None,
    )
    reached = there.exclude(interaction__channel="note").exclude(interaction__outcome__in=MISSED)
    return reached.order_by("-interaction__at")


def people_of(account) -> list[Known]:
    """Who is known at this customer, in two queries: who decides first, then by influence and name."""
    met = exchanges().filter(interaction__channel__in=MET_BY)
    positions = account.positions.filter(contact__archived_at=None).select_related("contact")
    positions = positions.annotate(
        talked_at=Subquery(exchanges().values("interaction__at")[:1]),
        met_at=Subquery(met.values("interaction__at")[:1]),
    )
    facts = Stakeholder.objects.filter(account=account).select_related("keeper__user")
    by_contact = {each.contact_id: each for each in facts}
    found = {}
    for position in positions:
        known = by_contact.get(position.contact_id)
        blank = Stakeholder(account=account, contact=position.contact, version=0)
        found[position.contact_id] = Known(position, known or blank)
    for each in found.values():
        each.superior = found.get(each.facts.superior_id)
        if each.superior is not None:
            each.superior.below.append(each)
    order = {role: place for place, role in enumerate([*Position.DecisionRole.values, ""])}
    return sorted(
        found.values(),
        key=lambda one: (
            order[one.position.decision_role],
            -(one.facts.influence or 0),
            one.contact.name_fold,
        ),
    )


def warnings_of(people: list[Known], *, days: int) -> list[str]:
    """Which of WARNINGS hold of these people; `days` without meeting who decides are too many."""
    since = timezone.now() - timedelta(days=days)
    deciders = [each for each in people if each.position.decision_role == DECIDES]
    holds = {
        FEW: len(people) <= 1,
        NOBODY: not deciders,
        NOT_MET: bool(deciders) and not any(each.met_at and each.met_at >= since for each in deciders),
    }
    return [name for name, is_so in holds.items() if is_so]


def with_warnings(accounts):
    """Each account with `people_known`, `has_decider` and `decider_met`; as warnings_of() says it."""
    since = timezone.now() - timedelta(days=StakeholderRule.read().not_met_days)
    here = Position.objects.filter(account=OuterRef("pk"), contact__archived_at=None)
    count = here.order_by().values("account").annotate(count=Count("pk")).values("count")
    lately = exchanges().filter(interaction__channel__in=MET_BY, interaction__at__gte=since)
    deciders = here.filter(decision_role=DECIDES)
    return accounts.annotate(
        people_known=Coalesce(Subquery(count, output_field=IntegerField()), 0),
        has_decider=Exists(deciders),
        decider_met=Exists(deciders.filter(Exists(lately.order_by()))),
    )


HOLDS = {
    FEW: Q(people_known__lte=1),
    NOBODY: Q(has_decider=False),
    NOT_MET: Q(has_decider=True, decider_met=False),
}


def warned(accounts, which: str):
    """Those of which this warning holds."""
    return with_warnings(accounts).filter(HOLDS[which])


def said_of(account) -> list[str]:
    """The warnings that hold of an account read by with_warnings()."""
    holds = {
        FEW: account.people_known <= 1,
        NOBODY: not account.has_decider,
        NOT_MET: account.has_decider and not account.decider_met,
    }
    return [str(WARNINGS[name]) for name, is_so in holds.items() if is_so]
