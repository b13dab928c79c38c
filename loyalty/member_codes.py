"""The code of a member, and the page to which its link leads friends."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from accounts.models import Account
from loyalty.codes import new_code, typed
from loyalty.models import CodeReferral, LoyaltyProgram, ReferralCode, ReferralTerms
from workspaces.mail import site_link

MOST_MERGED = 50
State = CodeReferral.State


@dataclass(frozen=True)
class Invitation:
    """What a member sees of the own code. Only friends who bought are counted: of all others it would tell the

    member whether they are customers already.
    """

    code: ReferralCode | None
    url: str
    share_url: str
    joined: int


def code_of(account) -> ReferralCode:
    """Made when it is asked for first; the customer's row is locked."""
    found = ReferralCode.objects.filter(account=account).first()
    return found or ReferralCode.objects.create(account=account, code=new_code(ReferralCode))


def url_of_code(code: ReferralCode, slug: str) -> str:
    return site_link("friend", workspace=slug, code=code.shown_code)


def referrer_of(text: str) -> Account | None:
    """Whose code this is, or of whom that one has become a part; nobody for a customer in the archive."""
    row = ReferralCode.objects.filter(code=typed(text)).select_related("account__merged_into").first()
    account = row.account if row else None
    for _step in range(MOST_MERGED):
        if account is None or account.merged_into is None:
            break
        account = account.merged_into
    return None if account is None or account.is_archived else account


def are_taken(terms: ReferralTerms) -> bool:
    """Whether friends can come by a code at the moment."""
    return terms.is_open and LoyaltyProgram.objects.standing().is_running


def invitation_of(account: Account, slug: str, company: str) -> Invitation | None:
    """Nothing where friends do not come by codes at the moment."""
    if not are_taken(ReferralTerms.objects.standing()):
        return None
    code = ReferralCode.objects.filter(account=account).first()
    if code is None:
        return Invitation(None, "", "", 0)
    bought = CodeReferral.objects.filter(account=account, state__in=(State.QUALIFIED, State.REWARDED))
    url = url_of_code(code, slug)
    text = _("I am a customer of %(company)s and recommend them to you:") % {"company": company}
    share = f"mailto:?subject={quote(company)}&body={quote(text + chr(10) + url)}"
    return Invitation(code, url, share, bought.count())
