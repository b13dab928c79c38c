"""Tables of campaigns, one noun a file."""

from campaigns.models.automation import Automation, AutomationVersion
from campaigns.models.automation_road import AutomationIssue, AutomationStep, Enrolment
from campaigns.models.campaign import Campaign
from campaigns.models.content import ContentVersion
from campaigns.models.credit import CampaignCost, Credit, Crediting, CreditRules
from campaigns.models.gateway import Gateway
from campaigns.models.lane import Lane
from campaigns.models.occasion import Occasion
from campaigns.models.provider import HookPost, ProviderHook
from campaigns.models.recipient import Recipient, SendChunk
from campaigns.models.response import Response, ResponseRules
from campaigns.models.sending_rules import SendingRules
from campaigns.models.series import Series
from campaigns.models.template import Template, TemplateBlock
from campaigns.models.variant import Split, Variant

__all__ = [
    "Automation",
    "AutomationIssue",
    "AutomationStep",
    "AutomationVersion",
    "Campaign",
    "CampaignCost",
    "ContentVersion",
    "Credit",
    "CreditRules",
    "Crediting",
    "Enrolment",
    "Gateway",
    "HookPost",
    "Lane",
    "Occasion",
    "ProviderHook",
    "Recipient",
    "Response",
    "ResponseRules",
    "SendChunk",
    "SendingRules",
    "Series",
    "Split",
    "Template",
    "TemplateBlock",
    "Variant",
]
