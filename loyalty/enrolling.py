"""Taking a customer into the programme by hand, where it takes in nobody by itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from loyalty.earning import follow_purchases
from loyalty.ledger import wallet_of
from loyalty.models import LoyaltyProgram, Wallet
from loyalty.occasions import welcome
from timeline.services import record


class NotYet(ValidationError):
    def __init__(self):
        super().__init__(_("The loyalty programme is still being prepared."))


def may_enrol(program: LoyaltyProgram) -> bool:
    return program.state != LoyaltyProgram.State.DRAFT


@transaction.atomic
def enrol(account, *, by) -> Wallet:
    """Once, however often it is pressed. NotYet while there is no programme to take part in."""
    account.wait_to_change()
    if not may_enrol(LoyaltyProgram.objects.standing()):
        raise NotYet
    wallet = Wallet.objects.filter(account=account).first()
    if wallet is None:
        wallet = wallet_of(account)
        record("wallet.enrolled", wallet, by=by, context=account)
        welcome(account, wallet)
        follow_purchases([account.pk])
    return wallet
