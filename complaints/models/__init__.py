from complaints.models.action import ActionComplaint, CorrectiveAction
from complaints.models.category import ComplaintCategory, RootCause
from complaints.models.clock import ComplaintClock, Escalation, EscalationRule
from complaints.models.compensation import ApprovalLimit, Compensation
from complaints.models.complaint import Complaint, Severity
from complaints.models.complaint_import import ComplaintImport, ComplaintImportRow
from complaints.models.effects import EffectRules
from complaints.models.event import ComplaintEvent
from complaints.models.finding import Finding, FindingEvidence, Likeness
from complaints.models.intake import ComplaintIntake, ComplaintSubmission
from complaints.models.link import ComplaintLink
from complaints.models.message import ComplaintMessage, ComplaintNote
from complaints.models.notice import IncidentNotice, NoticeRecipient
from complaints.models.policy import SlaPolicy, SlaTarget, SlaVersion
from complaints.models.satisfaction import SatisfactionAsk
from complaints.models.severity_rule import SeverityRule
from complaints.models.silence import SilenceNotice
from complaints.models.skill import ComplaintSkill

__all__ = [
    "ActionComplaint",
    "ApprovalLimit",
    "Compensation",
    "Complaint",
    "ComplaintCategory",
    "ComplaintClock",
    "ComplaintEvent",
    "ComplaintImport",
    "ComplaintImportRow",
    "ComplaintIntake",
    "ComplaintLink",
    "ComplaintMessage",
    "ComplaintNote",
    "ComplaintSkill",
    "ComplaintSubmission",
    "CorrectiveAction",
    "EffectRules",
    "Escalation",
    "EscalationRule",
    "Finding",
    "FindingEvidence",
    "IncidentNotice",
    "Likeness",
    "NoticeRecipient",
    "RootCause",
    "SatisfactionAsk",
    "Severity",
    "SeverityRule",
    "SilenceNotice",
    "SlaPolicy",
    "SlaTarget",
    "SlaVersion",
]
