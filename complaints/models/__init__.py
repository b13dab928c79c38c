from complaints.models.category import ComplaintCategory, RootCause
from complaints.models.complaint import Complaint, Severity
from complaints.models.event import ComplaintEvent
from complaints.models.intake import ComplaintIntake, ComplaintSubmission
from complaints.models.link import ComplaintLink
from complaints.models.message import ComplaintMessage, ComplaintNote

__all__ = [
    "Complaint",
    "ComplaintCategory",
    "ComplaintEvent",
    "ComplaintIntake",
    "ComplaintLink",
    "ComplaintMessage",
    "ComplaintNote",
    "ComplaintSubmission",
    "RootCause",
    "Severity",
]
