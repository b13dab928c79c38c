"""Friends who come by the code of a member: by the public form, or written down at the counter; and who decides.

One after the other in a workspace, so that of two forms of the same friend at the same moment the second sees the
first. Order of locks: the series of numbers, the rules that hand out prospects, customers by their keys, the referral.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.assignment.assigner import hold_rules
from accounts.models import Account
from accounts.owning import MayNotOwn
from accounts.services import add_account
from lib.tenancy.models import take_numbers
from loyalty.member_codes import code_of, referrer_of
from loyalty.models import CodeReferral, ReferralCode, ReferralTerms
from loyalty.models.code_referral import DECIDING, Suspicion
from loyalty.points import end_of
from loyalty.qualifying import hold_people, take_back
from loyalty.suspecting import OVER, has_bought, is_one_too_many, is_oneself, known_friend, suspicions_about
from messaging.writing import direction_of
from sales.models import Referral
from sales.referring import add_referral, check_no_circle
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import ROLES, Permission

State = CodeReferral.State
MAY_BE_REFUSED = (State.HELD, State.REGISTERED, State.QUALIFIED)


class DecidedMeanwhile(ValidationError):
    def __init__(self):
        super().__init__(_("This has been decided meanwhile."))


def one_at_a_time() -> None:
    take_numbers(CodeReferral, 0)


@transaction.atomic
def receive(
    sent: dict, *, referrer, terms: ReferralTerms, language, form_token, is_robot=False
) -> CodeReferral:
    """Keep what a friend left, once for each form. Whatever is found about them, the friend is told the same.

    Raises Archived and Merged where the one who referred went away meanwhile.
    """
    one_at_a_time()
    before = CodeReferral.objects.filter(form_token=form_token).first()
    if before is not None:
        return before
    hold_rules()
    referrer.wait_to_change()
    made = CodeReferral(account=referrer, language=language, form_token=form_token, **sent)
    known = known_friend(made)
    made.suspicions = suspicions_about(made, known, terms, is_robot=is_robot)
    if set(made.suspicions) & {each.value for each in DECIDING}:
        made.state, made.decided_at = State.REJECTED, timezone.now()
        made.save()
        tell(made, "rejected", by=None)
    elif made.suspicions:
        hold_for_decision(made, by=None)
    else:
        register(made, None, terms, by=None)
    return made


@transaction.atomic
def enter_code(friend: Account, code: str, *, by, form_token=None) -> CodeReferral:
    """A colleague writes down by whose code a new customer came. ValidationError says why it cannot be."""
    one_at_a_time()
    referrer, terms = referrer_of(code), ReferralTerms.objects.standing()
    if referrer is None:
        raise ValidationError(_("No customer has this code."))
    hold_rules()
    hold_people([referrer.pk, friend.pk])
    friend.wait_to_change()
    referrer.refresh_from_db()
    referrer.check_in_use()
    made = CodeReferral(
        account=referrer, friend=friend, name=friend.name[:120], phone=friend.phone, email=friend.email,
        phone_e164=friend.phone_e164, language=friend.language, created_by=by, form_token=form_token,
    )  # fmt: skip
    check_new(made)
    if is_one_too_many(referrer, terms):
        made.suspicions = [Suspicion.MANY.value]
        hold_for_decision(made, by=by)
    else:
        register(made, friend, terms, by=by)
    return made


def check_new(made: CodeReferral) -> None:
    """Whether this friend may have come by this code."""
    friend = made.friend
    if friend.pk == made.account_id or is_oneself(made):
        raise ValidationError(
            _("Nobody comes by their own code: both have the same phone or e-mail address.")
        )
    if CodeReferral.objects.filter(friend=friend).exclude(state__in=OVER).exclude(pk=made.pk).exists():
        raise ValidationError(_("This customer came by a code before."))
    if has_bought(friend):
        raise ValidationError(_("This customer has bought before. A code is for new ones."))
    if Referral.objects.to_account(friend).exclude(account=made.account).exists():
        raise ValidationError(_("This customer was referred by somebody else."))
    check_no_circle(made.account, friend)


def hold_for_decision(made: CodeReferral, *, by) -> None:
    made.state = State.HELD
    made.save()
    tell(made, "held", by=by)
    roles = [role for role, may in ROLES.items() if Permission.MANAGE_LOYALTY in may]
    leading = Membership.objects.active().filter(role__in=roles).select_related("user", "workspace")
    notify("codereferral.held", leading, subject=made, by=by)


def register(made: CodeReferral, friend: Account | None, terms: ReferralTerms, *, by) -> None:
    """From now on the friend has time to buy; who is new becomes a prospect."""
    made.friend = friend or add_friend(made, terms, by=by)
    mine = Referral.objects.to_account(made.friend).filter(account=made.account).first()
    fields = {"referred_name": made.name, "reach": made.phone or made.email, "on_day": timezone.localdate()}
    made.referral = mine or add_referral(
        account=made.account, by=by, fields={**fields, "reach": fields["reach"][:200]}, referred=made.friend
    )
    made.state = State.REGISTERED
    made.until_on = timezone.localdate() + timedelta(days=terms.days)
    made.due_at = end_of(made.until_on, timezone.get_current_timezone_name())
    made.save()
    tell(made, "registered", by=by)


def add_friend(made: CodeReferral, terms: ReferralTerms, *, by) -> Account:
    name = "name_ar" if direction_of(made.name) == "rtl" else "name_en"
    fields = {
        "kind": Account.Kind.PERSON, name: made.name, "phone": made.phone, "phone_e164": made.phone_e164,
        "email": made.email, "language": made.language, "source": Account.Source.REFERRAL,
    }  # fmt: skip
    owner = terms.owner or made.account.owner
    owner = owner if owner is not None and owner.is_active else None
    try:
        return add_account(by=by, fields={**fields, "owner": owner})
    except MayNotOwn:
        return add_account(by=by, fields=fields)


@transaction.atomic
def approve(made: CodeReferral, *, by) -> None:
    """A person says that it is a friend. ValidationError where the records forbid it."""
    one_at_a_time()
    hold_rules()
    friend = made.friend or known_friend(made)
    hold_people([made.account_id, friend.pk if friend else None])
    made.wait_to_change()
    if not made.is_held:
        raise DecidedMeanwhile
    if friend is not None:
        made.friend = friend
        friend.check_in_use()
        check_new(made)
    made.decided_by, made.decided_at = by, timezone.now()
    register(made, friend, ReferralTerms.objects.standing(), by=by)


@transaction.atomic
def refuse(made: CodeReferral, *, by, reason: str) -> None:
    """It is no friend after all; points that are still waited for are taken back."""
    people = hold_people([made.account_id, made.friend_id])
    made.wait_to_change()
    if made.state not in MAY_BE_REFUSED:
        raise DecidedMeanwhile
    take_back(made, people)
    made.state, made.why, made.due_at = State.REJECTED, reason, None
    made.decided_by, made.decided_at = by, timezone.now()
    made.save()
    if made.referral is not None and not made.referral.is_archived:
        made.referral.set_state(Referral.State.NOT, by=by)
    tell(made, "refused", by=by, reason=reason)


@transaction.atomic
def make_code(account: Account) -> ReferralCode:
    """The code of a customer; the same, however often it is asked for."""
    account.wait_to_change()
    return code_of(account)


def tell(made: CodeReferral, step: str, *, by, **detail) -> None:
    record(f"codereferral.{step}", made, by=by, context=made.account, **detail)
