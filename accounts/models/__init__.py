from accounts.models.account import Account, AccountStatus, AccountTag
from accounts.models.acquisition import AcquisitionCost
from accounts.models.assignment import AssignmentCandidate, AssignmentRule
from accounts.models.brought_file import BroughtFile, ShortBroughtFile
from accounts.models.bulk import BulkChange, BulkItem
from accounts.models.classification import Classification
from accounts.models.consent import Consent
from accounts.models.contact import Contact, ContactInterest
from accounts.models.custom import AccountValue, ContactValue, CustomChoice, CustomField
from accounts.models.duplicate import AccountNameKey, AccountPair, ContactPair
from accounts.models.imports import Import, ImportRow
from accounts.models.lead_form import LeadForm, LeadSubmission
from accounts.models.leads import Conversion, LeadStage, LeadStay, LossReason
from accounts.models.lookups import Industry, Region, Tag
from accounts.models.merge import Merge, MergedRow
from accounts.models.position import Position
from accounts.models.purpose import ConsentPurpose, ConsentWording
from accounts.models.refusal import KeptRefusal
from accounts.models.segment import Segment, SegmentMember, SegmentReading
from accounts.models.specialism import MemberSpecialism
from accounts.models.team import TeamMember, TeamRole
from accounts.models.word import Word

__all__ = [
    "Account",
    "AccountNameKey",
    "AccountPair",
    "AccountStatus",
    "AccountTag",
    "AccountValue",
    "AcquisitionCost",
    "AssignmentCandidate",
    "AssignmentRule",
    "BroughtFile",
    "BulkChange",
    "BulkItem",
    "Classification",
    "Consent",
    "ConsentPurpose",
    "ConsentWording",
    "Contact",
    "ContactInterest",
    "ContactPair",
    "ContactValue",
    "Conversion",
    "CustomChoice",
    "CustomField",
    "Import",
    "ImportRow",
    "Industry",
    "KeptRefusal",
    "LeadForm",
    "LeadStage",
    "LeadStay",
    "LeadSubmission",
    "LossReason",
    "MemberSpecialism",
    "Merge",
    "MergedRow",
    "Position",
    "Region",
    "Segment",
    "SegmentMember",
    "SegmentReading",
    "ShortBroughtFile",
    "Tag",
    "TeamMember",
    "TeamRole",
    "Word",
]
