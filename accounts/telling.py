"""How what happens to customers is told on their pages."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from timeline.verbs import Verb


def status_change(detail):
    names = dict(Account.Status.choices)
    before, after = names.get(detail.get("old"), ""), names.get(detail.get("new"), "")
    return [{"label": _("Status"), "before": before, "after": after}] if after else []


VERBS = {
    "account.created": Verb("building-plus", _("added this account")),
    "account.imported": Verb("file-import", _("imported this account from %(file)s, row %(row)s")),
    "account.changed": Verb("pencil", _("edited this account")),
    "account.status_changed": Verb("flag", _("changed the status"), changes=status_change),
    "account.archived": Verb("archive", _("archived this account")),
    "account.restored": Verb("archive-off", _("took this account out of the archive")),
    "contact.created": Verb("user-plus", _("added this contact"), _("added the contact %(subject)s")),
    "contact.imported": Verb(
        "file-import",
        _("imported this contact from %(file)s, row %(row)s"),
        _("imported the contact %(subject)s from %(file)s, row %(row)s"),
    ),
    "contact.changed": Verb("pencil", _("edited this contact"), _("edited the contact %(subject)s")),
    "contact.archived": Verb("archive", _("archived this contact")),
    "contact.restored": Verb("archive-off", _("took this contact out of the archive")),
    "position.added": Verb(
        "link", _("tied this contact to an account"), _("tied %(subject)s to this account")
    ),
    "position.changed": Verb(
        "briefcase", _("changed the position at an account"), _("changed the position of %(subject)s")
    ),
    "position.removed": Verb(
        "unlink", _("took this contact off an account"), _("took %(subject)s off this account")
    ),
    "consent.given": Verb("circle-check", _("wrote down a consent")),
    "consent.withdrawn": Verb("ban", _("wrote down that a consent was withdrawn")),
}
