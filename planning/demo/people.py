"""The demo's stakeholders and needs: two customers that are known through and through, some that are known a little."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from accounts.services import add_contact
from interactions.services import log_interaction
from planning.demo.texts import CONTACTS, CRITERIA, NEEDS
from planning.models import Need
from planning.needs import add_need
from planning.stakeholders import describe
from workspaces.demo import Stage

# The first two customers have plans of every kind.
STRATEGIC = (1, 2)
PARTS = ("decides", "influences", "buys", "uses", "blocks")
# Attitude, influence, strength of the relation.
STANDS = (("supports", 5, 4), ("supports", 4, 5), ("neutral", 3, 3), ("supports", 2, 4), ("opposes", 3, 1))
STATES = ("being_met", "confirmed", "found", "met", "dropped")


def strategic_accounts() -> list[Account]:
    return list(
        Account.objects.kept().filter(number__in=STRATEGIC).select_related("owner").order_by("number")
    )


def seed_people(stage: Stage) -> None:
    for account in strategic_accounts():
        by = account.owner or stage.member("owner")
        if positions := people_at(account, stage, by=by):
            tell_of(account, positions, by=by)
            note_needs(account, stage, positions, by=by)
    for account in Account.objects.kept().filter(number__in=range(3, 9), owner__isnull=False):
        first = account.positions.select_related("contact").first()
        text, detail = NEEDS[stage.workspace.slug][account.number % 3][1:]
        fields = {"kind": "need", "text": text, "detail": detail, "said_by": first and first.contact}
        add_need(account=account, by=account.owner, fields=fields)


def people_at(account, stage, *, by) -> list:
    """Those who are there; at the strategic customers of noor at least four: who is missing is added."""
    here = account.positions.filter(contact__archived_at=None)
    missing = max(0, 4 - here.count()) if stage.workspace.slug == "noor" else 0
    for name, title in CONTACTS[account.number % 2][:missing]:
        made = add_contact(by=by, fields={"name_ar": name}, account=account)
        made.positions.filter(account=account).update(title=title)
    return list(here.select_related("contact", "account").order_by("-is_primary", "pk")[: len(PARTS)])


def tell_of(account, positions, *, by) -> None:
    """What each decides by, how they stand to us, who is above them; and when we met those who decide."""
    head = positions[0].contact
    criteria = CRITERIA[account.workspace.slug]
    for place, position in enumerate(positions):
        attitude, influence, strength = STANDS[place]
        fields = {
            "criteria": criteria[place % len(criteria)],
            "attitude": attitude,
            "influence": influence,
            "strength": strength,
            "keeper": by,
            "superior": head if place else None,
        }
        describe(position, by=by, read_version=0, decision_role=PARTS[place], fields=fields)
    # The first one was met lately; who decides at the second one was not.
    days = 12 if account.number == STRATEGIC[0] else 130
    held = {
        "channel": "meeting",
        "direction": "out",
        "outcome": "held",
        "subject": criteria[0].splitlines()[0],
    }
    log_interaction(
        account=account,
        by=by,
        fields=held,
        contacts=[head],
        at=timezone.now() - timedelta(days=days),
        notice="",
    )


def note_needs(account, stage, positions, *, by) -> None:
    for place, (kind, text, detail) in enumerate(NEEDS[stage.workspace.slug]):
        said_by = positions[place % len(positions)].contact
        fields = {"kind": kind, "text": text, "detail": detail, "said_by": said_by}
        fields["importance"] = "high" if place < 2 else "normal"
        made = add_need(account=account, by=by, fields=fields)
        state = STATES[place % len(STATES)]
        reason = detail if state == Need.State.DROPPED else ""
        made.set_state(state, by=by, reason=reason[:300])
