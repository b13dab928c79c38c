from interactions.models.follow_up import FollowUp
from interactions.models.interaction import Interaction, InteractionContact
from interactions.models.ready_answer import ReadyAnswer
from interactions.models.reminder import Reminder

__all__ = ["FollowUp", "Interaction", "InteractionContact", "ReadyAnswer", "Reminder"]
