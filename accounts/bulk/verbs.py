"""What can be done to many customers at once. Each change tells what was before, or None when nothing changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.assignment.in_bulk import ALL, UNLED, assign_many, bulk_plan, unassign_many
from accounts.forms import MOST_LABELS, LabelsField, MemberField
from accounts.handing_over import give_away, plan_in_words, plan_of, take_home
from accounts.leads.converting import NotALead, lose, reopen
from accounts.leads.formfields import EntryField
from accounts.models import Account, LeadStage, LossReason, TeamMember
from accounts.services import change_account
from accounts.team import may_change_team, put_on_team
from lib.formfields import CleanCharField
from lib.text import fold
from workspaces.models import Membership
from workspaces.roles import Permission

NOBODY = ""


class ValueGone(Exception):
    """What everything was to be changed to is no longer there."""


class LeftAlone(Exception):
    """This record cannot be changed so; `why` is a key of WHY."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


# Why records were left as they are, as sentences with `n`, and `count`, which is `n` in digits of the reader; higher
# apps add theirs in AppConfig.ready().
MAY_NOT_OWN, STILL_OPEN = "owner", "open"
WHY: dict[str, Any] = {
    MAY_NOT_OWN: ngettext_lazy(
        "%(count)s customer was left as it is: this colleague may not look after customers of its type.",
        "%(count)s customers were left as they are: this colleague may not look after customers of their type.",
        "n",
    ),
    STILL_OPEN: ngettext_lazy(
        "%(count)s customer was left as it is: something of it is still open, such as a complaint.",
        "%(count)s customers were left as they are: something of theirs is still open, such as a complaint.",
        "n",
    ),
}


@dataclass(frozen=True)
class BulkVerb:
    key: str
    label: Any
    icon: str
    lists: tuple[str, ...]
    # (record, value, by) -> the value before, or None.
    change: Callable[[Any, Any, Any], str | None] | None = None
    # (record, value, before, by) -> False when somebody has changed it since.
    undo: Callable[[Any, Any, str, Any], bool] | None = None
    # Instead of these, of all locked records of a batch: (records, value, by) -> {key: the value before}, and
    # (records, {key: the value before}, value, by) -> keys of those that nobody has changed since.
    change_many: Callable[[list, Any, Any], dict[int, str]] | None = None
    undo_many: Callable[[list, dict[int, str], Any, Any], set[int]] | None = None
    # What a person chooses, the text that is kept of it, and what that text means in the worker.
    field: Callable[[], forms.Field] | None = None
    kept: Callable[[Any], str] = str
    meant: Callable[[str], Any] = lambda text: text
    # The kept text in words.
    told: Callable[[str], Any] = lambda text: text
    # Whoever does it may no longer see the record afterwards.
    may_hide: bool = False
    permission: Permission = Permission.EDIT_CUSTOMERS
    # Nothing chosen means something too.
    takes_nothing: bool = False
    # Of what is meant: keys of further records that are locked with those that are changed.
    along: Callable[[Any], list[int]] = lambda value: []


def set_owner(account, owner, by):
    if owner is not None and not owner.is_active:
        raise ValueGone
    account.wait_to_change()
    if account.owner_id == (owner.pk if owner else None):
        return None
    before, account.owner = str(account.owner_id or NOBODY), owner
    change_account(account, by=by, read_version=account.version, changed=["owner"])
    return before


def unset_owner(account, owner, before, by):
    account.wait_to_change()
    if account.owner_id != (owner.pk if owner else None):
        return False
    account.owner_id = int(before) if before else None
    change_account(account, by=by, read_version=account.version, changed=["owner"])
    return True


def member(text):
    return Membership.objects.filter(number=int(text)).first() if text else None


def member_name(text):
    found = Membership.objects.select_related("user").filter(number=int(text)).first() if text else None
    return found.user.name if found else _("Nobody yet")


def put_in_team(account, colleague, by):
    """Kept of it: the number of the row that was made."""
    if colleague is None or not colleague.is_active:
        raise ValueGone
    account.wait_to_change()
    row = put_on_team(account, by=by, member=colleague) if may_change_team(account, by) else None
    return str(row.number) if row else None


def out_of_team(account, colleague, before, by):
    account.wait_to_change()
    row = TeamMember.objects.filter(account=account, number=int(before), ended_at=None, version=1).first()
    if row is None:
        return False
    row.end(by=by)
    return True


def set_status(account, status, by):
    account.wait_to_change()
    before = account.status
    account.set_status(status, by=by)
    return None if before == status else before


def unset_status(account, status, before, by):
    account.wait_to_change()
    if account.status != status:
        return False
    account.set_status(before, by=by, asks_why=False)
    return True


def set_stage(account, stage, by):
    if stage is None or stage.is_archived:
        raise ValueGone
    account.wait_to_change()
    before = account.lead_stage.number if account.lead_stage else 0
    return str(before) if account.move_to_stage(stage, by=by) else None


def unset_stage(account, stage, before, by):
    account.wait_to_change()
    former = LeadStage.objects.in_use().filter(number=int(before)).first()
    if stage is None or account.lead_stage_id != stage.pk or former is None:
        return False
    return account.move_to_stage(former, by=by)


def lose_lead(account, reason, by):
    if reason is None or reason.is_archived:
        raise ValueGone
    try:
        lose(account, by=by, reason=reason)
    except NotALead:
        return None
    return ""


def reopen_lead(account, reason, before, by):
    try:
        reopen(account, by=by)
    except NotALead:
        return False
    return True


def entry(model):
    return lambda text: model.objects.filter(number=int(text)).first() if text else None


def entry_label(model):
    return lambda text: str(entry(model)(text) or "")


def set_tier(account, tier, by):
    account.wait_to_change()
    if account.tier == tier:
        return None
    before, account.tier = account.tier, tier
    change_account(account, by=by, read_version=account.version, changed=["tier"])
    return before


def unset_tier(account, tier, before, by):
    account.wait_to_change()
    if account.tier != tier:
        return False
    account.tier = before
    change_account(account, by=by, read_version=account.version, changed=["tier"])
    return True


def set_type(account, management_type, by):
    account.wait_to_change()
    if account.management_type == management_type:
        return None
    before, account.management_type = account.management_type, management_type
    change_account(account, by=by, read_version=account.version, changed=["management_type"])
    return before


def unset_type(account, management_type, before, by):
    account.wait_to_change()
    if account.management_type != management_type:
        return False
    account.management_type = before
    change_account(account, by=by, read_version=account.version, changed=["management_type"])
    return True


def tags_of(account):
    return {tagging.tag.name_fold: tagging.tag.name for tagging in account.taggings.select_related("tag")}


def with_tags(account, names, by):
    change_account(account, by=by, read_version=account.version, changed=["tags"], tags=list(names))


def add_tag(account, name, by):
    account.wait_to_change()
    held = tags_of(account)
    if fold(name) in held or len(held) >= MOST_LABELS:
        return None
    with_tags(account, [*held.values(), name], by)
    return ""


def take_tag(account, name, by):
    account.wait_to_change()
    held = tags_of(account)
    if held.pop(fold(name), None) is None:
        return None
    with_tags(account, held.values(), by)
    return ""


def archive(record, value, by):
    record.wait_for_others()
    if record.is_archived:
        return None
    record.archive(by=by)
    return ""


def restore(record, value, by):
    record.wait_for_others()
    if not record.is_archived:
        return None
    record.restore(by=by)
    return ""


def opposite(change):
    return lambda record, value, before, by: change(record, value, by) is not None


def choice_of(choices):
    return lambda text: dict(choices).get(text, text)


class TagField(CleanCharField):
    """One of the words that the form of an account takes with commas between them."""

    def to_python(self, value):
        typed = super().to_python(value)
        words = LabelsField().to_python(typed)
        if len(words) > 1:
            raise forms.ValidationError(_("Write one tag, without commas."))
        return typed if len(typed) > self.max_length else "".join(words)


def tag_field():
    return TagField(required=False, max_length=80, label=_("Tag"))


SCOPES = [
    (UNLED, _("Those without an account manager")),
    (ALL, _("All, also those that somebody looks after")),
]
ACCOUNTS, LEADS, CUSTOMERS = ("accounts",), ("leads",), ("accounts", "leads")
EVERY = ("accounts", "leads", "contacts")
_VERBS = [
    BulkVerb(
        "owner", _("Assign"), "user-check", CUSTOMERS, set_owner, unset_owner,
        field=lambda: MemberField(
            required=False, label=_("Account manager"), empty_label=_("Nobody yet")
        ).offering(),
        kept=lambda found: str(found.number) if found else NOBODY, meant=member, told=member_name, may_hide=True,
        takes_nothing=True,
    ),
    BulkVerb(
        "status", _("Change status"), "flag", ACCOUNTS, set_status, unset_status,
        field=lambda: forms.ChoiceField(choices=Account.Status, required=False, label=_("Status")),
        told=choice_of(Account.Status.choices),
    ),
    BulkVerb(
        "stage", _("Move to the stage"), "flag", LEADS, set_stage, unset_stage,
        field=lambda: EntryField(LeadStage, required=False, label=_("Stage")).offering(),
        kept=lambda found: str(found.number), meant=entry(LeadStage), told=entry_label(LeadStage),
    ),
    BulkVerb(
        "loss", _("Mark as lost"), "circle-x", LEADS, lose_lead, reopen_lead,
        field=lambda: EntryField(LossReason, required=False, label=_("Reason for loss")).offering(),
        kept=lambda found: str(found.number), meant=entry(LossReason), told=entry_label(LossReason),
        may_hide=True,
    ),
    BulkVerb(
        "tier", _("Change tier"), "star", ACCOUNTS, set_tier, unset_tier,
        field=lambda: forms.ChoiceField(choices=Account.Tier, required=False, label=_("Tier")),
        told=choice_of(Account.Tier.choices),
    ),
    BulkVerb(
        "type", _("Change management type"), "briefcase", ACCOUNTS, set_type, unset_type,
        field=lambda: forms.ChoiceField(
            choices=Account.ManagementType, required=False, label=_("Management type")
        ),
        told=choice_of(Account.ManagementType.choices),
    ),
    BulkVerb(
        "team", _("Add to the team"), "users", ACCOUNTS, put_in_team, out_of_team,
        field=lambda: MemberField(required=False, label=_("Colleague")).offering(),
        kept=lambda found: str(found.number), meant=member, told=member_name,
    ),
    # Not offered on a list: the page of the rules shows first what it would do.
    BulkVerb(
        "rules", _("Assign by the rules"), "user-check", (), change_many=assign_many, undo_many=unassign_many,
        meant=bulk_plan, told=choice_of(SCOPES), may_hide=True, permission=Permission.ASSIGN_CUSTOMERS,
    ),
    BulkVerb("tag", _("Add tag"), "tag", CUSTOMERS, add_tag, opposite(take_tag), field=tag_field),
    BulkVerb("untag", _("Take tag off"), "tag", CUSTOMERS, take_tag, opposite(add_tag), field=tag_field),
    BulkVerb("archive", _("Archive"), "archive", EVERY, archive, opposite(restore)),
    BulkVerb("restore", _("Take out of the archive"), "archive-off", EVERY, restore, opposite(archive)),
    BulkVerb(
        "hand_over", _("Hand over"), "user-check", (), give_away, take_home,
        meant=plan_of, told=plan_in_words, may_hide=True, permission=Permission.ASSIGN_CUSTOMERS,
    ),
]  # fmt: skip
BULK_VERBS = {verb.key: verb for verb in _VERBS}


def add_verbs(*verbs: BulkVerb) -> None:
    """Of the lists of higher apps, in AppConfig.ready()."""
    BULK_VERBS.update({verb.key: verb for verb in verbs})


def verbs_of_list(key: str) -> list[BulkVerb]:
    return [verb for verb in BULK_VERBS.values() if key in verb.lists]
