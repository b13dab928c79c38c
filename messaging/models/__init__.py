from messaging.models.inbound import InboundMail
from messaging.models.outgoing import OutgoingMail, TooLateToCancel
from messaging.models.sender import Sender
from messaging.models.suppression import PlatformSuppression, Suppression, is_suppressed

__all__ = [
    "InboundMail",
    "OutgoingMail",
    "PlatformSuppression",
    "Sender",
    "Suppression",
    "TooLateToCancel",
    "is_suppressed",
]
