"""Who may do what: the one table that pages, tests and documentation read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MANAGER = "manager", _("Manager")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


class Permission(TextChoices):
    VIEW_CUSTOMERS = "customers.view", _("See customers")
    EDIT_CUSTOMERS = "customers.edit", _("Add and edit customers")
    ASSIGN_CUSTOMERS = "customers.assign", _("Assign customers by rules and hand them over")
    DELETE_CUSTOMERS = "customers.delete", _("Delete customers for good")
    IMPORT = "customers.import", _("Import customers")
    EXPORT = "customers.export", _("Export customers")
    APPROVE_PLANS = "plans.approve", _("Put plans of accounts in force")
    MANAGE_MEMBERS = "members.manage", _("Invite and manage colleagues")
    MANAGE_SETTINGS = "settings.manage", _("Change the settings of the workspace")
    MANAGE_LEADS = "leads.manage", _("Set up leads: stages, form, costs")
    HANDLE_COMPLAINTS = "complaints.handle", _("File and handle complaints")
    MANAGE_COMPLAINTS = "complaints.manage", _("Set up complaints and decide on appeals")
    HANDLE_POINTS = "points.handle", _("Redeem points and propose adjustments")
    MANAGE_LOYALTY = "loyalty.manage", _("Set up the loyalty programme and approve adjustments")
    MANAGE_CAMPAIGNS = "campaigns.manage", _("Write and send campaigns")
    MANAGE_REPORTS = "reports.manage", _("Set targets and share reports")
    VIEW_COSTS = "costs.view", _("See what customers cost and what is left of their purchases")
    VIEW_AUDIT = "audit.view", _("See the audit log")
    VIEW_WORKSPACE = "workspace.view", _("Open the workspace")


_VIEWER = frozenset({Permission.VIEW_WORKSPACE, Permission.VIEW_CUSTOMERS})
_AGENT = _VIEWER | {Permission.EDIT_CUSTOMERS, Permission.HANDLE_COMPLAINTS, Permission.HANDLE_POINTS}
_ACCOUNT_MANAGER = _AGENT | {Permission.IMPORT, Permission.EXPORT}
_MANAGER = _ACCOUNT_MANAGER | {
    Permission.ASSIGN_CUSTOMERS,
    Permission.APPROVE_PLANS,
    Permission.MANAGE_LEADS,
    Permission.MANAGE_COMPLAINTS,
    Permission.MANAGE_LOYALTY,
    Permission.MANAGE_CAMPAIGNS,
    Permission.MANAGE_REPORTS,
    Permission.VIEW_COSTS,
}
_ADMIN = frozenset(Permission)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMIN,
    Role.ADMIN: _ADMIN,
    Role.MANAGER: _MANAGER,
    Role.ACCOUNT_MANAGER: _ACCOUNT_MANAGER,
    Role.AGENT: _AGENT,
    Role.VIEWER: _VIEWER,
}

# What platform staff may do on a visit, in a member's place: never more than the member. What is not named here
# they never do: take customers out, delete, sign in as somebody. Colleagues and settings they only look at.
VISITOR_READS = frozenset(
    {
        Permission.VIEW_WORKSPACE,
        Permission.VIEW_CUSTOMERS,
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_SETTINGS,
    }
)
VISITOR_WRITES = frozenset(
    {
        Permission.VIEW_WORKSPACE,
        Permission.VIEW_CUSTOMERS,
        Permission.EDIT_CUSTOMERS,
        Permission.IMPORT,
    }
)

# Who leads the workspace.
HEADS = frozenset({Role.OWNER, Role.ADMIN})

# Who may give which role: nobody lifts anyone, himself included, above his own.
RANK = [Role.VIEWER, Role.AGENT, Role.ACCOUNT_MANAGER, Role.MANAGER, Role.ADMIN, Role.OWNER]


def may_give(giver: Role, role: Role) -> bool:
    return RANK.index(role) <= RANK.index(giver)
