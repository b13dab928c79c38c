"""Tables of reports, one noun a file."""

from reports.models.action import ProposedAction
from reports.models.foresight import AccountForesight, LifetimeModel, RfmSegment, Risk
from reports.models.health import AccountHealth, HealthReading, HealthTest, HealthWeights
from reports.models.rollups import AccountMonth, CohortCell, RollupCheck, RollupState

__all__ = [
    "AccountForesight",
    "AccountHealth",
    "AccountMonth",
    "CohortCell",
    "HealthReading",
    "HealthTest",
    "HealthWeights",
    "LifetimeModel",
    "ProposedAction",
    "RfmSegment",
    "Risk",
    "RollupCheck",
    "RollupState",
]
