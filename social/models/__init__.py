from social.models.handle import SocialHandle
from social.models.mention import Network, Sentiment, SocialMention
from social.models.mention_import import MentionImport
from social.models.post import SocialPost
from social.models.rules import SocialRules

__all__ = [
    "MentionImport",
    "Network",
    "Sentiment",
    "SocialHandle",
    "SocialMention",
    "SocialPost",
    "SocialRules",
]
