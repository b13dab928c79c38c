"""A customer who is glad of us is asked for a testimonial, where the survey says so."""

from datetime import timedelta

from django.utils import timezone

from messaging.models import is_suppressed
from sales.models import Testimonial
from sales.testimonials import ask, ready_text

# Nobody is asked for words of praise more often.
REST = timedelta(days=365)


def follow_answer(answer) -> Testimonial | None:
    """After any answer to a survey, the row of its customer locked; once a year at most for each customer."""
    invitation = answer.invitation
    contact, account = invitation.contact, invitation.account
    if not (answer.is_happy and invitation.survey.asks_testimonial and contact.email_1):
        return None
    if is_suppressed(contact.email_1) or was_asked(account):
        return None
    subject, text = ready_text(contact, account.workspace, invitation.language)
    letter = {"language": invitation.language, "subject": subject, "text": text}
    return ask(account=account, contact=contact, by=None, **letter)


def was_asked(account) -> bool:
    """Of whatever came of it: who declined, or gave one, is left in peace as well."""
    return Testimonial.objects.filter(account=account, created_at__gt=timezone.now() - REST).exists()
