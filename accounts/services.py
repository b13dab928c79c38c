"""Customers: what touches an account and its contacts together."""

from django.db import transaction
from django.utils import timezone

from accounts.assignment.assigner import Assigner
from accounts.assignment.services import choose_lead, fill_team, tell_lead
from accounts.branches import check_parent, one_change_of_parents
from accounts.custom.values import set_values
from accounts.duplicates.arriving import look_soon
from accounts.following import follow
from accounts.labelling import set_interests, set_tags
from accounts.models import Account, AccountStatus, Contact, LeadStage, Position
from accounts.models.classification import keep_classification
from accounts.owning import check_owner
from timeline.services import record

SHARED_WITH_PERSON = ("name_ar", "name_en", "city", "country", "language")


@transaction.atomic
def add_account(
    *, by, fields, tags=(), status=Account.Status.PROSPECT, stage=None, form_token=None, custom=None
) -> Account:
    """Add a customer. A person comes with the one contact that is this person.

    A prospect stands in `stage` of the leads, or in the first one.
    """
    account = Account(**fields, status=status, created_by=by, form_token=form_token)
    assigner = Assigner(holds=True)
    if account.parent_id:
        one_change_of_parents(account.parent.workspace_id)
        check_parent(account)
    given = choose_lead(account, assigner)
    check_owner(account)
    if account.is_prospect and (stage := stage or LeadStage.objects.first_one()):
        account.lead_stage, account.lead_stage_at = stage, timezone.now()
    account.save()
    keep_classification(account, None, by=by)
    AccountStatus.objects.create(account=account, status=status, by=by)
    if account.lead_stage:
        account.lead_stays.create(stage=account.lead_stage, from_at=account.lead_stage_at, by=by)
    set_tags(account, tags)
    set_values(account, custom or {})
    if account.kind == Account.Kind.PERSON:
        contact = Contact(created_by=by, **_person(account))
        contact.save()
        Position.objects.create(account=account, contact=contact, is_primary=True)
    record("account.created", account, by=by)
    tell_lead(account, given, by=by)
    fill_team(account, assigner, by=by)
    account.tell_others(by=by, is_new_owner=True)
    follow(account, None, by=by)
    return account


@transaction.atomic
def change_account(
    account,
    *,
    by,
    read_version,
    changed,
    tags=None,
    custom=None,
    verb="account.changed",
    reason="",
    **told,
) -> Account:
    """Save an edited account; `changed` names the fields, `reason` is why tier or type are others.

    Raises Stale when somebody else saved it meanwhile, MayNotOwn when this colleague may not look after customers of
    its type. A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return account
    before = _hold_to_change(account)
    main = Contact.objects.filter(positions__account=account, positions__is_primary=True)
    persons = main.held() if account.kind == Account.Kind.PERSON else []
    if before and account.parent_id not in {None, before.parent_id}:
        one_change_of_parents(account.workspace_id)
        check_parent(account)
    if before:
        check_owner(account, before)
    account.save_version(read_version=read_version)
    keep_classification(account, before, by=by, reason=reason)
    labels = set_tags(account, tags) if tags is not None else {}
    labels |= set_values(account, custom or {})
    if reason:
        told["reason"] = reason
    for person in persons:
        _take_over(person, _person(account), by=by)
    record(verb, account, by=by, fields=sorted(changed), **labels, **told)
    account.tell_others(by=by, is_new_owner=before.owner_id != account.owner_id)
    follow(account, before, by=by)
    return account


def _hold_to_change(edited):
    """Lock the row of a record that holds values not saved yet, and give back what stands; archived is refused."""
    for standing in type(edited).objects.filter(pk=edited.pk).held():
        standing.check_in_use()
        return standing
    return None  # deleted meanwhile: save_version() says so


def _person(account):
    fields = {name: getattr(account, name) for name in SHARED_WITH_PERSON}
    return fields | {"phone_1": account.phone, "phone_1_e164": account.phone_e164, "email_1": account.email}


def _take_over(follower, fields, *, by):
    """A person customer and its contact are one: what is typed on one shows on the other, archived or not."""
    changed = {name: value for name, value in fields.items() if getattr(follower, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(follower, name, value)
        follower.save_version()
        record(f"{follower._meta.model_name}.changed", follower, by=by, fields=sorted(changed))


@transaction.atomic
def add_contact(*, by, fields, interests=(), account=None, title="", form_token=None, custom=None) -> Contact:
    contact = Contact(**fields, created_by=by, form_token=form_token)
    contact.save()
    set_interests(contact, interests)
    set_values(contact, custom or {})
    if account is not None:
        place_contact(contact, account, by=by, title=title)
    record("contact.created", contact, by=by, context=account)
    look_soon(contact)
    return contact


@transaction.atomic
def change_contact(
    contact, *, by, read_version, changed, interests=None, custom=None, verb="contact.changed", **told
) -> Contact:
    """As change_account()."""
    if not changed:
        return contact
    main = {"positions__contact": contact, "positions__is_primary": True}
    persons = Account.objects.filter(kind=Account.Kind.PERSON, **main).held()
    before = _hold_to_change(contact)
    contact.save_version(read_version=read_version)
    labels = set_interests(contact, interests) if interests is not None else {}
    labels |= set_values(contact, custom or {})
    fields = {name: getattr(contact, name) for name in SHARED_WITH_PERSON}
    reached = {"phone": contact.phone_1, "phone_e164": contact.phone_1_e164, "email": contact.email_1}
    for person in persons:
        _take_over(person, fields | reached, by=by)
    record(verb, contact, by=by, fields=sorted(changed), **labels, **told)
    look_soon(contact, before)
    return contact


@transaction.atomic
def place_contact(contact, account, *, by, title="", decision_role="", is_primary=None) -> Position:
    """Tie a contact to an account. The first one is the main contact; a new main contact replaces the old."""
    account.wait_to_change()
    contact.wait_to_change()
    others = account.positions.filter(is_primary=True).exclude(contact=contact)
    if is_primary is None:
        is_primary = not others.exists()
    if is_primary:
        others.update(is_primary=False)
    given = {"title": title, "decision_role": decision_role, "is_primary": is_primary}
    held = Position.objects.filter(contact=contact, account=account)
    if position := held.filter(**given).first():
        return position  # nothing changed, nothing is told
    position, is_new = held.update_or_create(contact=contact, account=account, defaults=given)
    verb = "position.added" if is_new else "position.changed"
    record(verb, contact, by=by, context=account, title=title, position=position.pk)
    return position


@transaction.atomic
def leave_account(position, *, by):
    contact, account = position.contact, position.account
    account.wait_to_change()
    contact.wait_to_change()
    if not Position.objects.filter(pk=position.pk).exists():
        return  # pressed twice
    position.delete()
    record("position.removed", contact, by=by, context=account)
