"""How updates are told: on their own pages, on those of customers, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib import formats
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import Verb
from updates.models import CustomerUpdate

GROUPS = {"updates": _("Updates to customers")}

KINDS = {
    "updates.customerupdate": Kind(
        rows=lambda member: CustomerUpdate.objects.visible_to(member).select_related("account"),
        page="updates:update",
    ),
}


def answer_words(detail) -> dict:
    approved, changes = detail.get("approved", 0), detail.get("changes", 0)
    parts = []
    if approved:
        text = ngettext("%(count)s line approved", "%(count)s lines approved", approved)
        parts.append(text % {"count": formats.number(approved)})
    if changes:
        text = ngettext("%(count)s change asked for", "%(count)s changes asked for", changes)
        parts.append(text % {"count": formats.number(changes)})
    return {"answers": formats.listed(parts)}


def with_customer(update) -> str:
    return update.account.name


VERBS = {
    "update.drafted": Verb(
        "writing",
        _("drafted this update"),
        _("drafted an update to the customer"),
        label=_("Update drafted"),
        group="updates",
    ),
    "update.changed": Verb(
        "pencil", _("edited this draft"), label=_("Draft of an update edited"), group="updates"
    ),
    "update.sent": Verb(
        "send",
        _("sent this update"),
        _("sent an update to the customer: %(subject)s"),
        label=_("Update sent"),
        group="updates",
    ),
    "update.taken_back": Verb(
        "arrow-back-up",
        _("took this update back before it was sent"),
        _("took an update back before it was sent"),
        label=_("Update taken back"),
        group="updates",
    ),
    "update.skipped": Verb(
        "ban",
        _("left this update out"),
        _("left an update to the customer out"),
        label=_("Update left out"),
        group="updates",
    ),
    "update.resumed": Verb(
        "arrow-back-up",
        _("made this a draft again"),
        _("made an update a draft again"),
        label=_("Update is a draft again"),
        group="updates",
    ),
    "update.answered": Verb(
        "message-circle",
        _("took in what the customer says of this update: %(answers)s"),
        _("took in what the customer says of an update: %(answers)s"),
        label=_("Update answered by the customer"),
        group="updates",
        words=answer_words,
    ),
    "update.rhythm_set": Verb(
        "repeat",
        _("changed when updates to the customer are drafted"),
        label=_("Rhythm of updates changed"),
        group="updates",
    ),
}


def changes_word(detail):
    count = detail.get("changes", 0)
    if not count:
        return {"changes": ""}
    text = ngettext("%(count)s change is asked for.", "%(count)s changes are asked for.", count)
    return {"changes": text % {"count": isolated(formats.number(count))}}


NOTICES = {
    "update.answered": NotificationKind(
        label=_("A customer of mine answered an update"),
        icon="message-circle",
        one=_("An update to %(subject)s was answered. %(changes)s"),
        way=Way.MAIL,
        called=with_customer,
        words=changes_word,
    ),
}
