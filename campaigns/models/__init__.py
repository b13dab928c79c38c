"""Tables of campaigns, one noun a file."""

from campaigns.models.campaign import Campaign
from campaigns.models.content import ContentVersion
from campaigns.models.lane import Lane
from campaigns.models.provider import HookPost, ProviderHook
from campaigns.models.recipient import Recipient, SendChunk
from campaigns.models.response import Response, ResponseRules
from campaigns.models.template import Template, TemplateBlock

__all__ = [
    "Campaign",
    "ContentVersion",
    "HookPost",
    "Lane",
    "ProviderHook",
    "Recipient",
    "Response",
    "ResponseRules",
    "SendChunk",
    "Template",
    "TemplateBlock",
]
