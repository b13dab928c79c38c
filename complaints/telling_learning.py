"""How the trees of complaints are told, on the pages of those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import SUBJECT, Verb


def of_tree(icon, here, label, **more) -> Verb:
    """A verb of the settings: its record has a page there, and no customer."""
    return Verb(icon, here, label=label, group="settings", **more)


VERBS = {
    "complaintcategory.added": of_tree(
        "plus", _("added the category of complaints %(subject)s"), _("Category of complaints added")
    ),
    "complaintcategory.changed": of_tree(
        "pencil",
        _("edited the category of complaints %(subject)s"),
        _("Category of complaints edited"),
        history=SUBJECT,
    ),
    "complaintcategory.shifted": of_tree(
        "arrows-sort",
        _("moved the category of complaints %(subject)s in the order"),
        _("Order of categories of complaints changed"),
    ),
    "complaintcategory.archived": of_tree(
        "archive", _("archived the category of complaints %(subject)s"), _("Category of complaints archived")
    ),
    "complaintcategory.restored": of_tree(
        "archive-off",
        _("restored the category of complaints %(subject)s"),
        _("Category of complaints restored"),
    ),
    "rootcause.added": of_tree("plus", _("added the root cause %(subject)s"), _("Root cause added")),
    "rootcause.changed": of_tree(
        "pencil", _("edited the root cause %(subject)s"), _("Root cause edited"), history=SUBJECT
    ),
    "rootcause.shifted": of_tree(
        "arrows-sort", _("moved the root cause %(subject)s in the order"), _("Order of root causes changed")
    ),
    "rootcause.archived": of_tree(
        "archive", _("archived the root cause %(subject)s"), _("Root cause archived")
    ),
    "rootcause.restored": of_tree(
        "archive-off", _("restored the root cause %(subject)s"), _("Root cause restored")
    ),
}
