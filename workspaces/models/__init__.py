from workspaces.models.invitation import Invitation
from workspaces.models.membership import Membership
from workspaces.models.number_series import NumberSeries
from workspaces.models.saved_view import SavedView
from workspaces.models.session import Session
from workspaces.models.sign_in import SignIn
from workspaces.models.support_visit import SupportVisit
from workspaces.models.system_mail import SystemMail
from workspaces.models.user import User
from workspaces.models.working_calendar import SpecialPeriod, WorkingCalendar
from workspaces.models.workspace import Workspace

__all__ = [
    "Invitation",
    "Membership",
    "NumberSeries",
    "SavedView",
    "Session",
    "SignIn",
    "SpecialPeriod",
    "SupportVisit",
    "SystemMail",
    "User",
    "WorkingCalendar",
    "Workspace",
]
