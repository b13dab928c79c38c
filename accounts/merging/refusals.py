"""Why two records cannot be made one, in words that say what to do."""

from django.utils.translation import gettext_lazy as _


class NotMerged(Exception):
    """These two cannot be made one; `words` say why and what to do."""

    words = _("These two cannot be merged.")


class Itself(NotMerged):
    words = _("This is one and the same record.")


class NotFound(NotMerged):
    words = _("One of the two is not there, or not yours to see.")


class MergedBefore(NotMerged):
    words = _("One of the two was merged before. Look at the one it became a part of.")


class IsArchived(NotMerged):
    words = _("One of the two is archived. Restore it before you merge.")


class OtherKind(NotMerged):
    words = _("A company and a person are not one customer. Correct the kind of one of them first.")


class IsACustomer(NotMerged):
    words = _("Such a contact is a customer of its own: keep it, or merge the two customers.")


class NotAllowed(NotMerged):
    words = _("Your role does not allow this.")


class OtherOwner(NotMerged):
    """Whoever looks after the one may not look after customers of the other's type; it is told who may."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words
