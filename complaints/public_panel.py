"""The panel of a complaint about its customer: what they typed by themselves, and the link by which they follow it."""

from complaints.letters import address_for
from complaints.models import ComplaintLink, ComplaintSubmission
from messaging.models import OutgoingMail
from workspaces.roles import Permission


def read_intake(complaint, membership) -> dict:
    submission = ComplaintSubmission.objects.filter(complaint=complaint).first()
    links = ComplaintLink.objects.filter(complaint=complaint, revoked_at=None)
    letter = links.filter(mail__isnull=False).select_related("mail").order_by("-pk").first()
    return {
        "complaint": complaint,
        "submission": submission,
        "is_unknown_address": bool(submission and submission.email) and not _is_theirs(complaint, submission),
        "letter": letter.mail if letter else None,
        "has_failed": bool(letter) and letter.mail.state == OutgoingMail.State.FAILED,
        "address": address_for(complaint),
        "may_hand_over": membership.can(Permission.HANDLE_COMPLAINTS),
    }


def _is_theirs(complaint, submission) -> bool:
    typed = submission.email.lower()
    known = {complaint.account.email.lower()}
    if complaint.contact is not None:
        known |= {complaint.contact.email_1.lower(), complaint.contact.email_2.lower()}
    return typed in known
