"""What strangers send by the public form becomes a complaint of whom we know, or of an account made for it.

Who is known is found by e-mail address, then by phone number, and the sender is never told which: the answer is the
same for everybody. A phone number alone is easily known by others: it counts where no other e-mail address is given
than the one on record, since what we answer goes there.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Account, Contact
from accounts.services import add_account, add_contact, place_contact
from complaints.acknowledging import acknowledge_at_once
from complaints.filing import file_complaint
from complaints.models import Complaint, ComplaintIntake, ComplaintSubmission
from interactions.filing import accounts_with, contacts_with
from interactions.lead_taking import DecidedBefore
from lib.tenancy.models import take_numbers
from messaging.writing import direction_of
from sales.models import Purchase
from timeline.attaching import attach_brought
from timeline.models import Attachment
from timeline.services import record
from workspaces.models import Workspace

State = ComplaintSubmission.State
# The same words from the same person within this time are one complaint, whatever form they came by.
SAME_WITHIN = timedelta(days=1)


@transaction.atomic
def receive(
    sent: dict, *, opened: Workspace, language: str, form_token, doubt="", files=None
) -> ComplaintSubmission:
    """Keep what was sent, once for each form and once for each wording; without a doubt it is filed at once.

    One after the other in a workspace, so that the same person sending twice at the same moment is one complaint.
    Raises Refused for files that are not taken.
    """
    one_at_a_time()
    submission = ComplaintSubmission(**sent, language=language, form_token=form_token, doubt=doubt)
    if (made := sent_before(submission)) is not None:
        return made
    if doubt:
        submission.state = State.WAITING
        submission.save()
        if files:
            attach_brought(submission, files, by=None, is_told=False)
    else:
        _file(submission, by=None, opened=opened, files=files)
    return submission


def one_at_a_time() -> None:
    """By the series of their numbers, as leads have it."""
    take_numbers(ComplaintSubmission, 0)


def sent_before(submission) -> ComplaintSubmission | None:
    if submission.form_token:
        made = ComplaintSubmission.objects.filter(form_token=submission.form_token).first()
        if made is not None:
            return made
    same = ComplaintSubmission.objects.filter(
        email__iexact=submission.email,
        phone_e164=submission.phone_e164,
        text=submission.text,
        at__gt=timezone.now() - SAME_WITHIN,
    )
    return same.exclude(state=State.REFUSED).order_by("pk").first()


@transaction.atomic
def accept(submission: ComplaintSubmission, *, by) -> Complaint:
    """A member says that a person sent it; raises DecidedBefore, and Archived."""
    one_at_a_time()
    _check_undecided(submission, among=[State.WAITING, State.REFUSED])
    submission.decided_by, submission.decided_at = by, timezone.now()
    complaint = _file(submission, by=by, opened=by.workspace)
    kind = Complaint._meta.label_lower
    Attachment.objects.of(submission).update(record_kind=kind, record_id=complaint.pk)
    record("complaintsubmission.taken", submission, by=by, name=str(submission))
    return complaint


@transaction.atomic
def refuse(submission: ComplaintSubmission, *, by) -> None:
    _decide(submission, State.REFUSED, by=by, among=[State.WAITING])


@transaction.atomic
def wait_again(submission: ComplaintSubmission, *, by) -> None:
    _decide(submission, State.WAITING, by=by, among=[State.REFUSED])


def _check_undecided(submission, *, among):
    submission.refresh_from_db(from_queryset=ComplaintSubmission.objects.select_for_update(no_key=True))
    if submission.state not in among:
        raise DecidedBefore


def _decide(submission, state, *, by, among):
    _check_undecided(submission, among=among)
    submission.state, submission.decided_by, submission.decided_at = state, by, timezone.now()
    submission.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"complaintsubmission.{state}", submission, by=by, name=str(submission))


def _file(submission, *, by, opened, files=None) -> Complaint:
    account, contact = known(submission)
    if account is None:
        submission.has_made_account = contact is None
        account, contact = _add_account(submission, contact, by=by)
    elif contact is None:
        contact = add_contact(by=by, fields=person(submission), account=account)
    owner = ComplaintIntake.objects.standing().owner
    fields = {
        "subject": submission.subject,
        "text": submission.text,
        "channel": Complaint.Channel.FORM,
        "language": submission.language,
        "remedy": submission.remedy,
        "remedy_text": submission.remedy_text,
        "category": submission.category,
        "purchase": purchase_of(account, submission.order_number),
        "owner": owner if owner is not None and owner.is_active else None,
    }
    # Filed by nobody here, also where a colleague said that a person sent it.
    complaint = file_complaint(
        account=account, contact=contact, by=None, fields=fields, at=submission.at, files=files
    )
    submission.complaint, submission.state = complaint, State.TAKEN
    submission.save()
    if submission.at > timezone.now() - SAME_WITHIN:
        acknowledge_at_once(complaint)  # who is on record without an address may have typed one
    return complaint


def known(submission) -> tuple[Account | None, Contact | None]:
    """Whom of our customers this is."""
    by_mail = contacts_with(submission.email)
    accounts = accounts_with(submission.email)
    contact = by_mail.first()
    if contact is None and submission.phone_e164 and not accounts.exists():
        contact, accounts = _by_phone(submission)
    at_contact = Q(positions__contact=contact) if contact else Q(pk__in=[])
    found = Account.objects.kept().filter(at_contact | Q(pk__in=accounts.order_by().values("pk")))
    return found.order_by("pk").first(), contact


def _by_phone(submission):
    """An e-mail address that is not on record is nobody's whose record has another one."""
    people = Contact.objects.kept().filter(phone_1_e164=submission.phone_e164)
    accounts = Account.objects.kept().filter(phone_e164=submission.phone_e164)
    if submission.email:
        people, accounts = people.filter(email_1=""), accounts.filter(email="")
    return people.order_by("pk").first(), accounts


def person(submission) -> dict:
    name = "name_ar" if direction_of(submission.name) == "rtl" else "name_en"
    return {
        name: submission.name,
        "phone_1": submission.phone,
        "phone_1_e164": submission.phone_e164,
        "email_1": submission.email,
        "language": submission.language,
    }


def _add_account(submission, contact, *, by) -> tuple[Account, Contact]:
    """A person, as a prospect; or a company for whom we know and who is at no account."""
    fields = {
        "kind": Account.Kind.COMPANY if contact else Account.Kind.PERSON,
        "name_ar" if direction_of(submission.name) == "rtl" else "name_en": submission.name,
        "phone": submission.phone,
        "phone_e164": submission.phone_e164,
        "email": submission.email,
        "language": submission.language,
        "source": Account.Source.WEBSITE,
    }
    account = add_account(by=by, fields=fields)
    if contact is not None:
        place_contact(contact, account, by=by)
        return account, contact
    return account, Contact.objects.get(positions__account=account)


def purchase_of(account, typed: str) -> Purchase | None:
    """The purchase of this very customer that is called so, by them or by us."""
    bare = typed.strip().lstrip("#").strip()
    if not bare:
        return None
    same = Q(external_ref__iexact=bare)
    if bare.isascii() and bare.isdigit() and len(bare) < 10:
        same |= Q(number=int(bare))
    return Purchase.objects.kept().filter(same, account=account).order_by("-pk").first()
