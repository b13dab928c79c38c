from interactions.models.interaction import Interaction, InteractionContact

__all__ = ["Interaction", "InteractionContact"]
