"""What speaks against a friend who came by a code: the same person, somebody we know, too many, no person at all."""

from django.db.models import Q, Value
from django.utils import timezone

from accounts.models import Account, Contact, Position
from accounts.models.naming import EmailKey
from loyalty.models import CodeReferral, ReferralTerms
from loyalty.models.code_referral import Suspicion
from sales.models import Purchase

State = CodeReferral.State
MOST_ALIKE = 100
OVER = (State.REJECTED, State.EXPIRED)
PHONES, MAILBOXES = ("phone_1_e164", "phone_2_e164", "phone_3_e164"), ("email_1_key", "email_2_key")


def reach_of(made: CodeReferral, phones, mailboxes) -> Q:
    """Rows that can be reached by the same phone or the same mailbox, however it is spelled; none without either."""
    found = Q(pk__in=[])
    for column in phones if made.phone_e164 else ():
        found |= Q(**{column: made.phone_e164}) & ~Q(**{column: ""})
    for column in mailboxes if made.email else ():
        found |= Q(**{column: EmailKey(Value(made.email))}) & ~Q(**{column: ""})
    return found


def accounts_of(made: CodeReferral, accounts):
    """Of these accounts those that it is: by their own phone and e-mail, or by those of a contact."""
    # Each looked up by itself: in one query the planner may walk through all customers.
    people = Contact.objects.filter(reach_of(made, PHONES, MAILBOXES)).order_by("pk")
    people = list(people.values_list("pk", flat=True)[:MOST_ALIKE])
    same = Account.objects.filter(reach_of(made, ["phone_e164"], ["email_key"])).order_by("pk")
    keys = {*same.values_list("pk", flat=True)[:MOST_ALIKE]}
    keys |= {*Position.objects.filter(contact__in=people).values_list("account", flat=True)}
    return accounts.filter(pk__in=keys).order_by("pk")


def known_friend(made: CodeReferral) -> Account | None:
    """Who stands in the records already; who has bought comes first."""
    found = list(accounts_of(made, Account.objects.kept()).exclude(pk=made.account_id)[:20])
    return next((each for each in found if was_customer(each)), found[0] if found else None)


def was_customer(account: Account) -> bool:
    return not account.is_prospect or has_bought(account)


def has_bought(account: Account) -> bool:
    return Purchase.objects.counted().filter(account=account).exists()


def is_oneself(made: CodeReferral, accounts=None) -> bool:
    return accounts_of(made, accounts or Account.objects.filter(pk=made.account_id)).exists()


def suspicions_about(
    made: CodeReferral, known: Account | None, terms: ReferralTerms, *, is_robot: bool
) -> list[str]:
    found = []
    if is_oneself(made):
        found.append(Suspicion.ONESELF)
    if known is not None:
        found.append(Suspicion.KNOWN if was_customer(known) else Suspicion.LEAD)
    elif accounts_of(made, Account.objects.exclude(archived_at=None)).exclude(pk=made.account_id).exists():
        found.append(Suspicion.ARCHIVED)
    others = CodeReferral.objects.exclude(state__in=OVER).exclude(pk=made.pk)
    if others.filter(reach_of(made, ["phone_e164"], ["email_key"])).exists():
        found.append(Suspicion.TWICE)
    if is_one_too_many(made.account, terms):
        found.append(Suspicion.MANY)
    if is_robot:
        found.append(Suspicion.ROBOT)
    return [each.value for each in found]


def is_one_too_many(account: Account, terms: ReferralTerms) -> bool:
    """By the local month; what was refused takes no room."""
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lately = CodeReferral.objects.filter(account=account, created_at__gte=first).exclude(state=State.REJECTED)
    return lately.count() >= terms.most_a_month
