"""The customer's own page of points: by a link in a letter or handed over; only the hash of its token is kept."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Contact
from interactions.mailing import LINK, send_letter
from interactions.models import MailEntry
from interactions.ready_answers import Answering
from lib import formats
from lib.tokens import hash_of, new_token
from loyalty.models import LoyaltyProgram, PointsLink
from messaging.models import OutgoingMail
from timeline.services import record
from workspaces.mail import site_link


def find_by_token(token_hash: str) -> PointsLink | None:
    """The link that a customer opens; nothing for one that was taken back, or whose customer is archived."""
    links = PointsLink.objects.filter(token_hash=token_hash, revoked_at=None, account__archived_at=None)
    return links.select_related("account").first()


def addressee_of(account) -> tuple[Contact | None, str]:
    """The main contact and their address, or that of the account; empty for nowhere."""
    mine = Contact.objects.filter(positions__account=account, positions__is_primary=True, archived_at=None)
    contact = mine.first()
    if contact is not None and contact.email_1:
        return contact, contact.email_1
    return None, account.email


@transaction.atomic
def send_link(account, *, by) -> MailEntry | None:
    """A letter with a link of its own; None where there is no address to write to."""
    account.wait_to_change()
    contact, to_address = addressee_of(account)
    if not to_address:
        return None
    language = Answering(by, account=account, contact=contact).language
    opened = by.workspace
    with override(language), formats.use(opened.formats(language)):
        program = LoyaltyProgram.objects.standing()
        subject = _("Your points: %(name)s") % {"name": program.name or opened.name}
        text = _("Here you see your points, and choose what you would like for them:")
    entry = send_letter(
        account=account,
        contact=contact,
        to_address=to_address,
        subject=subject[:200],
        text=f"{text}\n\n{LINK}",
        language=language,
        by=by,
    )
    PointsLink.objects.create(account=account, mail=entry.outgoing, language=language)
    record("pointslink.sent", account, by=by)
    return entry


def fill_link(mail: OutgoingMail, text: str) -> str:
    """A letter gets its link as it leaves; tried again, it gets another one, and all of them open."""
    links = PointsLink.objects.filter(mail=mail).select_related("account__workspace")
    found = links.order_by("pk").first() if LINK in text else None
    if found is None or found.revoked_at is not None:
        return text
    token = new_token()
    PointsLink.objects.create(
        account=found.account, mail=mail, language=found.language, token_hash=hash_of(token)
    )
    return text.replace(LINK, url_of(found.account, token))


def url_of(account, token) -> str:
    return site_link("customer_points", workspace=account.workspace.slug, token=token)


@transaction.atomic
def renew_link(account, *, token, by) -> None:
    """A link to be handed over; all those before stop working."""
    account.wait_to_change()
    _revoke(account)
    language = Answering(by, account=account, contact=addressee_of(account)[0]).language
    PointsLink.objects.create(account=account, language=language, token_hash=hash_of(token))
    record("pointslink.renewed", account, by=by)


@transaction.atomic
def revoke_links(account, *, by) -> bool:
    """No link to the page works from now on, also those of letters that have not left; whether there was one."""
    account.wait_for_others()
    is_any = bool(_revoke(account))
    if is_any:
        record("pointslink.revoked", account, by=by)
    return is_any


def _revoke(account) -> int:
    return PointsLink.objects.filter(account=account, revoked_at=None).update(revoked_at=timezone.now())
