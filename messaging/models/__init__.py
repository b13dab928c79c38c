from messaging.models.inbound import InboundMail
from messaging.models.outgoing import OutgoingMail, TooLateToCancel
from messaging.models.sender import Sender
from messaging.models.suppression import Suppression

__all__ = ["InboundMail", "OutgoingMail", "Sender", "Suppression", "TooLateToCancel"]
