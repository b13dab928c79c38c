"""Letters about a complaint, each with a link by which the customer follows it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import ComplaintLink
from interactions.asking import address_of
from interactions.mailing import LINK, send_letter
from interactions.models import MailEntry
from lib import formats
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from workspaces.mail import site_link


def address_for(complaint) -> str:
    """Where the customer of this complaint reads letters; empty for nowhere.

    Who is on record without an address may have typed one on the public form.
    """
    known = address_of(complaint.account, complaint.contact)
    typed = "" if known else complaint.submissions.values_list("email", flat=True).first()
    return known or typed or ""


def send_about(complaint, *, subject, text, by, is_automatic=False) -> MailEntry | None:
    """Queue a letter in the language of the complaint; None where there is no address to write to.

    `subject` and `text` are in that language already; the reference and the link are added here.
    """
    to_address = address_for(complaint)
    if not to_address:
        return None
    with override(complaint.language), formats.use(complaint.workspace.formats(complaint.language)):
        follow = _("Follow your complaint, answer or add files here:")
        whole = f"{subject} [{complaint.reference}]"
    entry = send_letter(
        account=complaint.account,
        contact=complaint.contact,
        to_address=to_address,
        subject=whole[:200],
        text=f"{text}\n\n{follow}\n\n{LINK}",
        language=complaint.language,
        by=by,
        is_automatic=is_automatic,
    )
    ComplaintLink.objects.create(complaint=complaint, mail=entry.outgoing)
    return entry


def fill_link(mail: OutgoingMail, text: str) -> str:
    """A letter gets its link as it leaves; tried again, it gets another one, and all of them open."""
    links = ComplaintLink.objects.filter(mail=mail).select_related("complaint__workspace")
    found = links.order_by("pk").first() if LINK in text else None
    if found is None:
        return text
    token = new_token()
    ComplaintLink.objects.create(complaint=found.complaint, mail=mail, token_hash=hash_of(token))
    return text.replace(LINK, url_of(found.complaint, token))


def url_of(complaint, token) -> str:
    return site_link("customer_complaint", workspace=complaint.workspace.slug, token=token)


@transaction.atomic
def renew_link(complaint, *, token, by) -> None:
    """A link to be handed over; those before stop working: they may have gone astray."""
    complaint.wait_to_change()
    complaint.links.filter(revoked_at=None, token_hash__isnull=False).update(revoked_at=timezone.now())
    ComplaintLink.objects.create(complaint=complaint, token_hash=hash_of(token))
    complaint.tell("complaint.link_renewed", by=by, is_elsewhere=False)
