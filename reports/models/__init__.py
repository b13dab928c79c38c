"""Tables of reports, one noun a file."""

from reports.models.rollups import AccountMonth, CohortCell, RollupCheck, RollupState

__all__ = ["AccountMonth", "CohortCell", "RollupCheck", "RollupState"]
