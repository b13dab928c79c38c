"""How it is told what customers themselves chose to receive."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Consent
from accounts.models.contact import Channel
from lib import formats
from lib.formats import isolated
from timeline.verbs import Verb


def kind_name(channel, purpose) -> str:
    """Such as “Marketing (E-mail)”."""
    return _("%(purpose)s (%(channel)s)") % {
        "purpose": dict(Consent.Purpose.choices).get(purpose, purpose),
        "channel": dict(Channel.choices).get(channel, channel),
    }


def one_kind(detail) -> dict:
    return {"kind": isolated(kind_name(detail.get("channel", ""), detail.get("purpose", "")))}


def chosen_kinds(detail) -> dict:
    """What is wanted from now on, and what is not."""
    states = dict(Consent.State.choices)
    said = [
        f"{kind_name(channel, purpose)}: {states.get(state, state)}"
        for channel, purpose, state in detail.get("kinds", [])
    ]
    return {"kinds": formats.listed(isolated(each) for each in said)}


VERBS = {
    "consent.unsubscribed": Verb(
        "ban",
        _("the customer unsubscribed by the link: %(kind)s"),
        label=_("Customer unsubscribed"),
        group="consents",
        words=one_kind,
    ),
    "consent.unsubscribed_from_all": Verb(
        "ban",
        _("the customer unsubscribed from everything"),
        label=_("Customer unsubscribed from everything"),
        group="consents",
    ),
    "consent.chosen": Verb(
        "adjustments-horizontal",
        _("the customer chose what to receive: %(kinds)s"),
        label=_("Customer chose what to receive"),
        group="consents",
        words=chosen_kinds,
    ),
}
