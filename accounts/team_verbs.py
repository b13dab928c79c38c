"""How the teams of accounts are told, and the rules by which accounts go to colleagues."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import SUBJECT, Verb

TEAM_VERBS = {
    "team.added": Verb(
        "user-plus",
        _("put a colleague into the team"),
        _("put %(subject)s into the team"),
        label=_("Colleague put into a team"),
        group="teams",
    ),
    "team.changed": Verb(
        "pencil",
        _("changed the part of a colleague in the team"),
        _("changed the part of %(subject)s in the team"),
        label=_("Part in a team changed"),
        group="teams",
        history=SUBJECT,
    ),
    "team.ended": Verb(
        "x",
        _("took a colleague out of the team"),
        _("took %(subject)s out of the team"),
        label=_("Colleague taken out of a team"),
        group="teams",
    ),
    "team.resumed": Verb(
        "user-plus",
        _("put a colleague back into the team"),
        _("put %(subject)s back into the team"),
        label=_("Colleague put back into a team"),
        group="teams",
    ),
    "team.assigned": Verb(
        "user-plus",
        _("put a colleague into the team by the rule %(rule)s"),
        _("put %(subject)s into the team by the rule %(rule)s"),
        label=_("Colleague put into a team by a rule"),
        group="teams",
    ),
    "account.assigned": Verb(
        "user-check",
        _("gave this account to %(member)s by the rule %(rule)s"),
        label=_("Account assigned by a rule"),
        group="changes",
        history=SUBJECT,
    ),
    "assignmentrule.added": Verb("plus", _("added the assignment rule %(subject)s"), group="settings"),
    "assignmentrule.changed": Verb(
        "pencil", _("changed the assignment rule %(subject)s"), group="settings", history=SUBJECT
    ),
    "assignmentrule.moved": Verb("arrows-sort", _("moved the assignment rule %(subject)s"), group="settings"),
    "assignmentrule.paused": Verb("ban", _("paused the assignment rule %(subject)s"), group="settings"),
    "assignmentrule.resumed": Verb(
        "refresh", _("let the assignment rule %(subject)s go on"), group="settings"
    ),
    "assignmentrule.removed": Verb("trash", _("removed the assignment rule %(subject)s"), group="settings"),
    "assignmentrule.put_back": Verb(
        "arrow-back-up", _("put the assignment rule %(subject)s back"), group="settings"
    ),
    "teamrole.added": Verb("plus", _("added the team role %(subject)s"), group="settings"),
    "teamrole.changed": Verb("pencil", _("changed the team role %(subject)s"), group="settings"),
    "teamrole.retired": Verb("archive", _("no longer offers the team role %(subject)s"), group="settings"),
    "teamrole.offered": Verb("archive-off", _("offers the team role %(subject)s again"), group="settings"),
}
