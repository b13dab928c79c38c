"""Tables of campaigns, one noun a file."""

from campaigns.models.template import Template, TemplateBlock

__all__ = ["Template", "TemplateBlock"]
