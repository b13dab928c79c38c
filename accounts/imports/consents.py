"""What an import writes down of consents."""

from typing import Any

from accounts.consents import ADDRESSES
from accounts.kept_refusals import heeding
from accounts.models import Consent
from accounts.models.contact import Channel

MARKETING, WITHDRAWN = Consent.Purpose.MARKETING, Consent.State.WITHDRAWN


def consents_brought(origin, new, plans, *, at) -> list[dict[str, Any]]:
    """Of new contacts what the file says, unless they refused before; of known ones that they opt out, and no more."""
    brought = [
        each for plan in new if plan.row.consent for each in _of_plan(origin, plan, plan.contact_id, at)
    ]
    return heeding([*brought, *_late_opt_outs(origin, plans, at)])


def _late_opt_outs(origin, plans, at) -> list[dict[str, Any]]:
    """Whoever is known already and wants to be left alone now is left alone: opting out wins."""
    late = {
        plan.held_contact_id: plan for plan in plans if plan.held_contact_id and plan.row.consent == WITHDRAWN
    }
    marketing = Consent.objects.filter(contact__in=late, purpose=MARKETING).order_by("id")
    latest = {(each.contact_id, each.channel): each.state for each in marketing} if late else {}
    return [
        consent
        for pk, plan in late.items()
        for consent in _of_plan(origin, plan, pk, at)
        if latest.get((pk, consent["channel"])) != WITHDRAWN
    ]


def _of_plan(origin, plan, contact_id: int | None, at) -> list[dict[str, Any]]:
    return [
        {
            "contact_id": contact_id,
            "channel": channel,
            "purpose": MARKETING,
            "state": plan.row.consent,
            "wording": plan.row.consent_wording,
            "language": "",
            "source": origin.file_name[:120],
            "address": plan.row.contact.get(ADDRESSES[channel][0]) or "",
            "at": at,
            "by_id": origin.created_by_id,
        }
        for channel in Channel.values
    ]
