from planning.models.need import Need, NeedState
from planning.models.stakeholder import Stakeholder, StakeholderRule

__all__ = ["Need", "NeedState", "Stakeholder", "StakeholderRule"]
