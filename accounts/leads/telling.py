"""How what happens to leads is told."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib import formats
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb


def stages_told(detail):
    """The stages in the reader's language, as they were called then."""
    first, second = ("ar", "en") if get_language() == "ar" else ("en", "ar")
    return {
        side: isolated(detail.get(f"{side}_{first}") or detail.get(f"{side}_{second}") or "—")
        for side in ("old", "new")
    }


def cost_told(detail):
    sources = dict(Account.Source.choices)
    return {
        "source": str(sources.get(detail.get("source", ""), "")),
        "month": formats.month(date.fromisoformat(detail["month"])),
        "amount": formats.money(int(detail["amount"]), detail["currency"]),
    }


def cost_verb(icon, sentence, label):
    return Verb(icon, sentence, label=label, group="settings", words=cost_told)


def entry_verbs(name, **told):
    icons = {
        "added": "plus",
        "renamed": "pencil",
        "moved": "selector",
        "archived": "archive",
        "restored": "archive-off",
    }
    return {
        f"{name}.{verb}": Verb(icons[verb], sentence, label=label, group="settings")
        for verb, (sentence, label) in told.items()
    }


VERBS = {
    "account.stage_moved": Verb(
        "flag",
        _("moved the lead from %(old)s to %(new)s"),
        label=_("Lead moved to another stage"),
        group="statuses",
        words=stages_told,
    ),
    **entry_verbs(
        "leadstage",
        added=(_("added the stage of leads %(name)s"), _("Stage of leads added")),
        renamed=(_("renamed the stage of leads %(old)s to %(name)s"), _("Stage of leads renamed")),
        moved=(_("moved the stage of leads %(name)s in its list"), ""),
        archived=(_("archived the stage of leads %(name)s"), _("Stage of leads archived")),
        restored=(_("took the stage of leads %(name)s out of the archive"), ""),
    ),
    **entry_verbs(
        "lossreason",
        added=(_("added the reason for loss %(name)s"), _("Reason for loss added")),
        renamed=(_("renamed the reason for loss %(old)s to %(name)s"), _("Reason for loss renamed")),
        moved=(_("moved the reason for loss %(name)s in its list"), ""),
        archived=(_("archived the reason for loss %(name)s"), _("Reason for loss archived")),
        restored=(_("took the reason for loss %(name)s out of the archive"), ""),
    ),
}
VERBS |= {
    "leadform.changed": Verb(
        "settings",
        _("changed the form for leads"),
        label=_("Form for leads changed"),
        group="settings",
        history=SUBJECT,
    ),
    "leadsubmission.taken": Verb(
        "check",
        _("took a message of the form that was put aside: %(name)s"),
        label=_("Message put aside taken"),
    ),
    "leadsubmission.refused": Verb(
        "ban", _("refused a message of the form: %(name)s"), label=_("Message of the form refused")
    ),
    "leadsubmission.waiting": Verb(
        "arrow-back-up",
        _("let a message of the form wait again: %(name)s"),
        label=_("Message of the form waits again"),
    ),
}
VERBS |= {
    "acquisitioncost.added": cost_verb(
        "coin",
        _("entered a cost of acquisition: %(source)s, %(month)s, %(amount)s"),
        _("Cost of acquisition entered"),
    ),
    "acquisitioncost.changed": cost_verb(
        "pencil",
        _("changed a cost of acquisition: %(source)s, %(month)s, %(amount)s"),
        _("Cost of acquisition changed"),
    ),
    "acquisitioncost.removed": cost_verb(
        "trash",
        _("took out a cost of acquisition: %(source)s, %(month)s, %(amount)s"),
        _("Cost of acquisition taken out"),
    ),
    "leadcosts.exported": Verb(
        "download", _("exported what leads cost"), label=_("Costs of acquisition exported"), group="files"
    ),
}
KINDS = {
    "accounts.acquisitioncost": Kind(page="accounts:lead_cost"),
    "accounts.leadform": Kind(),
    "accounts.leadsubmission": Kind(hidden=("form_token",)),
    "accounts.leadstage": Kind(hidden=("place", "form_token")),
    "accounts.lossreason": Kind(hidden=("place", "form_token")),
}
