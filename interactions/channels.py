"""What is known of each channel: its sign, and how an exchange over it may end."""

from interactions.models import Interaction
from lib import formats

Channel, Outcome = Interaction.Channel, Interaction.Outcome

ICONS: dict[str, str] = {
    Channel.CALL: "phone",
    Channel.MEETING: "users",
    Channel.VISIT: "map-pin",
    Channel.EMAIL: "mail",
    Channel.WHATSAPP: "brand-whatsapp",
    Channel.SMS: "message",
    Channel.SOCIAL: "at",
    Channel.PORTAL: "world",
    Channel.NOTE: "note",
}
CALLED = [
    Outcome.REACHED,
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.VOICEMAIL,
    Outcome.CALL_BACK,
    Outcome.WRONG_NUMBER,
]
MET = [Outcome.HELD, Outcome.POSTPONED, Outcome.CANCELLED, Outcome.NO_SHOW]
WRITTEN = [Outcome.ANSWERED, Outcome.UNANSWERED, Outcome.NOT_DELIVERED, Outcome.AUTOMATIC]
OUTCOMES: dict[str, list[str]] = {
    Channel.CALL: CALLED,
    Channel.MEETING: MET,
    Channel.VISIT: MET,
    Channel.EMAIL: WRITTEN,
    Channel.WHATSAPP: WRITTEN,
    Channel.SMS: WRITTEN,
    Channel.SOCIAL: WRITTEN,
    Channel.PORTAL: WRITTEN,
    Channel.NOTE: [],
}


GROUPS = [CALLED, MET, WRITTEN]


def outcome_groups() -> list:
    """The choices of one list for all channels: those of each group under the names of its channels."""
    return [(_names(outcomes), [(each.value, each.label) for each in outcomes]) for outcomes in GROUPS]


def group_of(channel: str) -> int | str:
    """The place of a channel's outcomes in that list; nothing for a note."""
    return GROUPS.index(OUTCOMES[channel]) if OUTCOMES[channel] else ""


def _names(outcomes) -> str:
    return formats.listed(Channel(channel).label for channel, known in OUTCOMES.items() if known is outcomes)
