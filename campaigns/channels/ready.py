"""What keeps messages from being sent by a channel, besides what they say."""

from django.utils.translation import gettext as _

from accounts.models.contact import Channel
from campaigns.channels.line import gateway_of
from campaigns.problems import Problem


def not_set_up(channel: str) -> list[Problem]:
    """That no provider is named for it; nothing of letters, which any installation sends."""
    if channel == Channel.EMAIL or gateway_of(channel) is not None:
        return []
    text = (
        _("Text messages are not set up yet: name a provider in the settings first.")
        if channel == Channel.SMS
        else _("WhatsApp is not set up yet: name a provider in the settings first.")
    )
    return [Problem(text)]
