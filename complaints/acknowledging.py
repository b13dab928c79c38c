"""The letter that says a complaint has arrived: at once, in the customer's language, with the link to follow it by.

It is the step “acknowledge” once it is queued, taken by nobody: the customer was told that it has arrived, which is
all that this promise says. It is no first response: only what a person writes answers. Where nothing can be sent the
step is left to a colleague.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.letters import address_for, send_about
from complaints.models import ComplaintEvent, ComplaintLink
from complaints.states import State
from messaging.models import is_suppressed

# To one address in one day; whoever files more often sees them under the link of each letter they got.
MOST_A_DAY = 5
ONE_DAY = timedelta(days=1)


def acknowledge_filed(complaint, events) -> None:
    """Follows the filing. What was entered a day after it came, or brought by a file, is not written about."""
    filed = next((each for each in events if each.step == "file"), None)
    if filed is None or filed.detail.get("brought"):
        return
    if complaint.filed_at > timezone.now() - ONE_DAY:
        acknowledge_at_once(complaint)


def acknowledge_at_once(complaint) -> None:
    if complaint.state == State.NEW and send_acknowledgement(complaint):
        complaint.acknowledge(by=None)


def send_acknowledgement(complaint) -> bool:
    """Whether a letter is on its way."""
    address = address_for(complaint)
    if not address or is_suppressed(address) or was_written_often(address):
        return False
    company = complaint.workspace.name
    with override(complaint.language):
        subject = _("We have received your complaint")
        name = complaint.contact.name if complaint.contact else complaint.account.name
        lines = [
            _("Dear %(name)s,") % {"name": name},
            _(
                "Your complaint has reached %(company)s. We are sorry that you have a reason for it, and look into it."
            )
            % {"company": company},
            _("Its number is %(number)s.") % {"number": complaint.reference},
        ]
    entry = send_about(complaint, subject=subject, text="\n\n".join(lines), by=None, is_automatic=True)
    return entry is not None


def was_written_often(address: str) -> bool:
    """Whether so many acknowledgements went there lately that no more do: two programs may be writing to each other."""
    lately = timezone.now() - ONE_DAY
    by_itself = ComplaintEvent.objects.filter(step="acknowledge", by=None, at__gt=lately)
    letters = ComplaintLink.objects.filter(
        complaint__in=by_itself.values("complaint"), token_hash=None, mail__to_address__iexact=address
    )
    return letters.filter(mail__created_at__gt=lately)[:MOST_A_DAY].count() >= MOST_A_DAY
