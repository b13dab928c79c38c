"""What segments may ask of the talk with customers."""

from django.utils.translation import gettext_lazy as _

from accounts.models.account import NEVER
from accounts.segments import rules
from interactions.models import Interaction
from lib.lists.rules import TALKS, Operator

CHANNELS = [each for each in Interaction.Channel.choices if each[0] != Interaction.Channel.NOTE]
LAST_CONTACT = rules.day(TALKS, "last_contact_at", is_moment=True, nothing=NEVER, never=_("never"))
USUAL_CHANNEL = rules.chosen(TALKS, CHANNELS, "usual_channel")


def within(values):
    rows = Interaction.objects.kept().exclude(channel=Interaction.Channel.NOTE)
    since = rules.start_of(rules.back(rules.today(), values["days"]))
    rows = rows.filter(at__gte=since)
    return rows.filter(channel__in=values["choices"]) if values["choices"] else rows


CHANNEL = rules.choice_param(CHANNELS, _("By channel"), is_required=False)
TALKED = rules.asked(
    TALKS,
    Operator(
        "count", _("at least so many in the last days"),
        _("at least %(count)s in the last %(days)s by %(choices)s"),
        lambda v, at: rules.at_least(within(v), v, at),
        (rules.times(), rules.days(), CHANNEL), plain=_("at least %(count)s in the last %(days)s"),
    ),
)  # fmt: skip
