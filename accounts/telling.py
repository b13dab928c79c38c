"""How what happens to customers is told: on their pages, and to those who lead the workspace."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bulk.verbs import BULK_VERBS
from accounts.consent_telling import KINDS as CONSENT_KINDS
from accounts.consent_telling import VERBS as CONSENT_VERBS
from accounts.consent_telling import one_kind
from accounts.custom.definitions import Of
from accounts.custom.values import told_changes
from accounts.leads.telling import KINDS as LEAD_KINDS
from accounts.leads.telling import VERBS as LEAD_VERBS
from accounts.models import Account, BulkChange, Contact, Import, TeamMember
from lib import formats
from lib.formats import isolated
from lib.places import country_name, language_name
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb


def bulk_words(detail):
    verb = BULK_VERBS.get(detail.get("what"))
    value = str(detail.get("value", ""))
    return {
        "verb": verb.label if verb else "",
        "value": isolated(verb.told(value)) if verb and verb.field else "",
        "count": formats.number(int(detail.get("count", 0))),
    }


GROUPS = {
    "changes": _("Edits"),
    "statuses": _("Status and archive"),
    "people": _("Contacts and positions"),
    "teams": _("Teams of accounts"),
    "consents": _("Consents"),
    "beginnings": _("Added and deleted"),
    "files": _("Imports and exports"),
    "lists": _("Industries and regions"),
}

PLACES = {"country": country_name, "language": language_name}

KINDS = {
    "accounts.account": Kind(
        rows=Account.objects.visible_to,
        page="desk:account",
        part_of="merged_into",
        also=("status",),
        hidden=("currency",),
        ltr=("phone", "website"),
        written=PLACES,
        labels={"tags": (_("Tags added"), _("Tags removed"))},
        further=partial(told_changes, of=Of.ACCOUNT),
    ),
    "accounts.contact": Kind(
        rows=Contact.objects.visible_to,
        page="desk:contact",
        part_of="merged_into",
        ltr=("phone_1", "phone_2", "phone_3"),
        written=PLACES,
        labels={"interests": (_("Interests added"), _("Interests removed"))},
        further=partial(told_changes, of=Of.CONTACT),
    ),
    "accounts.customfield": Kind(page="accounts:custom_field"),
    "accounts.customchoice": Kind(hidden=("field",)),
    "accounts.position": Kind(hidden=("contact", "account")),
    "accounts.teammember": Kind(
        rows=lambda member: TeamMember.objects.visible_to(member).select_related("member__user", "role"),
        hidden=("account", "member"),
        also=("ended_at",),
    ),
    "accounts.assignmentrule": Kind(),
    "accounts.teamrole": Kind(page="accounts:team_role"),
    "accounts.bulkchange": Kind(rows=BulkChange.objects.visible_to, page="accounts:bulk_one"),
    **LEAD_KINDS,
    **CONSENT_KINDS,
    "accounts.import": Kind(rows=Import.objects.visible_to, page="accounts:import_one"),
}


def file_format(detail):
    return {"format": {"csv": "CSV", "xlsx": "Excel"}.get(detail.get("format"), "")}


def import_counts(detail):
    counts = {name: count for name, count in detail.items() if isinstance(count, int)}
    added = counts.get("created", 0) + counts.get("twin", 0)
    return {"added": formats.number(added), "updated": formats.number(counts.get("updated", 0))}


def status_change(detail):
    return {"status": [detail.get("old", ""), detail.get("new", "")]}


LIST_ICONS = {
    "added": "plus",
    "renamed": "pencil",
    "placed": "hierarchy-2",
    "merged": "arrow-merge",
    "deleted": "trash",
}


def list_verbs(name, **told):
    """What happens to an entry of a small list: each verb with its sentence and its label."""
    return {
        f"{name}.{verb}": Verb(LIST_ICONS[verb], sentence, label=label, group="lists")
        for verb, (sentence, label) in told.items()
    }


VERBS = {
    "bulk.changed": Verb(
        "list-check",
        _("changed many customers at once: %(verb)s %(value)s (%(count)s)"),
        label=_("Bulk change"),
        group="changes",
        words=bulk_words,
    ),
    "bulk.undone": Verb(
        "arrow-back-up",
        _("took a bulk change back: %(verb)s %(value)s (%(count)s)"),
        label=_("Bulk change taken back"),
        group="changes",
        words=bulk_words,
    ),
    "account.created": Verb(
        "building-plus", _("added this account"), label=_("Account added"), group="beginnings"
    ),
    "account.imported": Verb(
        "file-import", _("imported this account from %(file)s, row %(row)s"), group="beginnings"
    ),
    "account.changed": Verb(
        "pencil", _("edited this account"), label=_("Account edited"), group="changes", history=SUBJECT
    ),
    "account.updated": Verb(
        "file-import",
        _("updated this account from %(file)s, row %(row)s"),
        label=_("Account updated by an import"),
        group="changes",
        history=SUBJECT,
    ),
    "account.taken_back": Verb(
        "arrow-back-up",
        _("undid what %(file)s, row %(row)s had changed"),
        label=_("Update of an account undone"),
        group="changes",
        history=SUBJECT,
    ),
    "account.status_changed": Verb(
        "flag",
        _("changed the status"),
        label=_("Status changed"),
        group="statuses",
        changes=status_change,
    ),
    "account.archived": Verb(
        "archive", _("archived this account"), label=_("Account archived"), group="statuses"
    ),
    "account.restored": Verb(
        "archive-off",
        _("took this account out of the archive"),
        label=_("Account taken out of the archive"),
        group="statuses",
    ),
    "account.deleted": Verb(
        "trash", _("deleted this account for good"), label=_("Account deleted"), group="beginnings"
    ),
    "contact.created": Verb(
        "user-plus",
        _("added this contact"),
        _("added the contact %(subject)s"),
        label=_("Contact added"),
        group="people",
    ),
    "contact.imported": Verb(
        "file-import",
        _("imported this contact from %(file)s, row %(row)s"),
        _("imported the contact %(subject)s from %(file)s, row %(row)s"),
        group="people",
    ),
    "contact.changed": Verb(
        "pencil",
        _("edited this contact"),
        _("edited the contact %(subject)s"),
        label=_("Contact edited"),
        group="changes",
        history=SUBJECT,
    ),
    "contact.updated": Verb(
        "file-import",
        _("updated this contact from %(file)s, row %(row)s"),
        _("updated the contact %(subject)s from %(file)s, row %(row)s"),
        label=_("Contact updated by an import"),
        group="changes",
        history=SUBJECT,
    ),
    "contact.taken_back": Verb(
        "arrow-back-up",
        _("undid what %(file)s, row %(row)s had changed"),
        _("undid what %(file)s, row %(row)s had changed about %(subject)s"),
        label=_("Update of a contact undone"),
        group="changes",
        history=SUBJECT,
    ),
    "contact.archived": Verb(
        "archive", _("archived this contact"), label=_("Contact archived"), group="statuses"
    ),
    "contact.restored": Verb(
        "archive-off",
        _("took this contact out of the archive"),
        label=_("Contact taken out of the archive"),
        group="statuses",
    ),
    "contact.deleted": Verb(
        "trash", _("deleted this contact for good"), label=_("Contact deleted"), group="beginnings"
    ),
    "position.added": Verb(
        "link",
        _("tied this contact to an account"),
        _("tied %(subject)s to this account"),
        label=_("Contact tied to an account"),
        group="people",
    ),
    "position.changed": Verb(
        "briefcase",
        _("changed the position at an account"),
        _("changed the position of %(subject)s"),
        label=_("Position changed"),
        group="people",
        history="accounts.position",
    ),
    "position.removed": Verb(
        "unlink",
        _("took this contact off an account"),
        _("took %(subject)s off this account"),
        label=_("Contact taken off an account"),
        group="people",
    ),
    "consent.given": Verb(
        "circle-check",
        _("wrote down a consent: %(kind)s"),
        label=_("Consent given"),
        group="consents",
        words=one_kind,
    ),
    "consent.withdrawn": Verb(
        "ban",
        _("wrote down that a consent was withdrawn: %(kind)s"),
        label=_("Consent withdrawn"),
        group="consents",
        words=one_kind,
    ),
    **CONSENT_VERBS,
    **list_verbs(
        "industry",
        added=(_("put the industry %(name)s on the list"), _("Industry added")),
        renamed=(_("renamed the industry %(old)s to %(name)s"), _("Industry renamed")),
        placed=(_("made the industry %(name)s part of: %(parent)s"), _("Industry placed")),
        merged=(_("merged the industry %(name)s into %(into)s"), _("Industry merged")),
        deleted=(_("took the industry %(name)s off the list"), _("Industry deleted")),
    ),
    **list_verbs(
        "region",
        added=(_("put the region %(name)s on the list"), _("Region added")),
        renamed=(_("renamed the region %(old)s to %(name)s"), _("Region renamed")),
        placed=(_("made the region %(name)s part of: %(parent)s"), _("Region placed")),
        merged=(_("merged the region %(name)s into %(into)s"), _("Region merged")),
        deleted=(_("took the region %(name)s off the list"), _("Region deleted")),
    ),
    "customfield.created": Verb(
        "layout-list",
        _("added the custom field %(subject)s"),
        label=_("Custom field added"),
        group="settings",
    ),
    "customfield.changed": Verb(
        "layout-list",
        _("changed the custom field %(subject)s"),
        label=_("Custom field changed"),
        group="settings",
        history=SUBJECT,
    ),
    "customfield.moved": Verb(
        "layout-list", _("moved the custom field %(subject)s in its list"), group="settings"
    ),
    "customfield.archived": Verb(
        "archive",
        _("archived the custom field %(subject)s"),
        label=_("Custom field archived"),
        group="settings",
    ),
    "customfield.restored": Verb(
        "archive-off",
        _("took the custom field %(subject)s out of the archive"),
        label=_("Custom field taken out of the archive"),
        group="settings",
    ),
    "customfield.choices_added": Verb(
        "layout-list", _("added choices to the custom field %(subject)s: %(choices)s"), group="settings"
    ),
    "customchoice.changed": Verb(
        "layout-list",
        _("changed the choice %(subject)s of a custom field"),
        group="settings",
        history=SUBJECT,
    ),
    "customchoice.retired": Verb(
        "layout-list", _("no longer offers the choice %(subject)s of a custom field"), group="settings"
    ),
    "customchoice.offered": Verb(
        "layout-list", _("offers the choice %(subject)s of a custom field again"), group="settings"
    ),
    "import.started": Verb(
        "file-import", _("started the import of %(file)s"), label=_("Import started"), group="files"
    ),
    "import.finished": Verb(
        "file-import",
        _(
            "imported %(file)s: %(added)s added, %(updated)s updated, %(known)s known already,"
            " %(refused)s refused"
        ),
        label=_("Import finished"),
        group="files",
        words=import_counts,
    ),
    "import.stopped": Verb(
        "file-import",
        _("stopped the import of %(file)s: %(added)s added, %(updated)s updated until then"),
        label=_("Import stopped"),
        group="files",
        words=import_counts,
    ),
    "import.failed": Verb(
        "alert-triangle",
        _("could not finish the import of %(file)s: %(added)s added, %(updated)s updated until then"),
        label=_("Import failed"),
        group="files",
        words=import_counts,
    ),
    "import.undone": Verb(
        "arrow-back-up", _("undid the import of %(file)s"), label=_("Import undone"), group="files"
    ),
    "accounts.exported": Verb(
        "download",
        _("exported %(rows)s accounts (%(format)s)"),
        label=_("Accounts exported"),
        group="files",
        words=file_format,
    ),
    **LEAD_VERBS,
    "leads.exported": Verb(
        "download",
        _("exported %(rows)s leads (%(format)s)"),
        label=_("Leads exported"),
        group="files",
        words=file_format,
    ),
    "contacts.exported": Verb(
        "download",
        _("exported %(rows)s contacts (%(format)s)"),
        label=_("Contacts exported"),
        group="files",
        words=file_format,
    ),
}
