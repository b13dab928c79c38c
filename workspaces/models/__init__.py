from workspaces.models.membership import Membership
from workspaces.models.number_series import NumberSeries
from workspaces.models.user import User
from workspaces.models.workspace import Workspace

__all__ = ["Membership", "NumberSeries", "User", "Workspace"]
