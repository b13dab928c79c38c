from interactions.models.follow_up import FollowUp
from interactions.models.interaction import Interaction, InteractionContact

__all__ = ["FollowUp", "Interaction", "InteractionContact"]
