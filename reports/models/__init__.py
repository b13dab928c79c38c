"""Tables of reports, one noun a file."""

from reports.models.health import AccountHealth, HealthReading, HealthTest, HealthWeights
from reports.models.rollups import AccountMonth, CohortCell, RollupCheck, RollupState

__all__ = [
    "AccountHealth",
    "AccountMonth",
    "CohortCell",
    "HealthReading",
    "HealthTest",
    "HealthWeights",
    "RollupCheck",
    "RollupState",
]
