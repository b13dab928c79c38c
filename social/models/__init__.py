from social.models.handle import SocialHandle
from social.models.mention import Network, Sentiment, SocialMention
from social.models.rules import SocialRules

__all__ = ["Network", "Sentiment", "SocialHandle", "SocialMention", "SocialRules"]
