"""Tables of reports, one noun a file."""

from reports.models.action import ProposedAction
from reports.models.built import BuiltReport
from reports.models.costs import CostRates
from reports.models.figure import Figure
from reports.models.foresight import KNOWN_SHORTLY, AccountForesight, LifetimeModel, RfmSegment, Risk
from reports.models.health import AccountHealth, HealthReading, HealthTest, HealthWeights
from reports.models.note import ReportNote
from reports.models.rollups import AccountMonth, CohortCell, RollupCheck, RollupState
from reports.models.subscription import ReportRecipient, ReportSending, ReportSubscription
from reports.models.suggestion import ProductPair, ProductSuggestion
from reports.models.target import Target

__all__ = [
    "KNOWN_SHORTLY",
    "AccountForesight",
    "AccountHealth",
    "AccountMonth",
    "BuiltReport",
    "CohortCell",
    "CostRates",
    "Figure",
    "HealthReading",
    "HealthTest",
    "HealthWeights",
    "LifetimeModel",
    "ProductPair",
    "ProductSuggestion",
    "ProposedAction",
    "ReportNote",
    "ReportRecipient",
    "ReportSending",
    "ReportSubscription",
    "RfmSegment",
    "Risk",
    "RollupCheck",
    "RollupState",
    "Target",
]
