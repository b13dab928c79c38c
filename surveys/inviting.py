"""Inviting customers to a survey: who may be asked, by which way, and taking it back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consent, Position
from interactions.mailing import cancel_mail
from lib import formats
from lib.formats import isolated
from lib.tokens import hash_of
from messaging.models import is_suppressed
from messaging.models.outgoing import TooLateToCancel
from surveys.mailing import mail_invitation
from surveys.models import SurveyInvitation, SurveyRules
from surveys.models.survey import NotNow
from timeline.services import record

LINK_LIVES = timedelta(days=30)
Way = SurveyInvitation.Way


class NotInvited(Exception):
    """This contact is not asked now: `code` for counting, str() for people."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


WHY_NOT = {
    "recent": gettext_lazy("were asked lately"),
    "withdrawn": gettext_lazy("do not want to be asked"),
    "suppressed": gettext_lazy("have an address to which nothing is sent"),
    "no_address": gettext_lazy("have no e-mail address"),
    "no_account": gettext_lazy("stand at no customer in use"),
}


@transaction.atomic
def invite(
    *, survey, contact, account, by, way, token, reason="", language="", form_token=None
) -> SurveyInvitation:
    """Ask a contact, by an e-mail that Sila sends or by a link for the colleague to send.

    Without `by` Sila asks by itself. `language` is the one they are asked in, if somebody knows it.
    Raises NotNow unless the survey is open, NotInvited for who may not be asked now, Archived for who is put away.
    """
    account.wait_to_change()
    # Held until the end: two colleagues who ask the same person at once see each other.
    contact.wait_to_change()
    survey.refresh_from_db()
    if not survey.is_open:
        raise NotNow(_("This survey is not open."))
    check_may_be_asked(contact, way)
    now = timezone.now()
    made = SurveyInvitation(
        survey=survey,
        contact=contact,
        account=account,
        token_hash=hash_of(token),
        language=language or language_for(contact, account, by),
        way=way,
        reason=reason,
        sent_at=now,
        expires_at=now + LINK_LIVES,
        created_by=by,
        form_token=form_token,
    )
    if way == Way.MAIL:
        made.interaction = mail_invitation(made, token=token, by=by)
    made.save()
    if way == Way.LINK:
        record("surveyinvitation.sent", made, by=by, context=account)
        record("surveyinvitation.sent", made, by=by, context=contact, is_part=True)
    return made


def language_for(contact, account, by) -> str:
    spoken = (contact.language, account.language, by.workspace.language if by else "")
    return next((each[:2] for each in spoken if each[:2] in {"ar", "en"}), "ar")


def check_may_be_asked(contact, way) -> None:
    name = {"name": isolated(contact.name)}
    if way == Way.MAIL and not contact.email_1:
        raise NotInvited("no_address", _("%(name)s: no e-mail address is known.") % name)
    if way == Way.MAIL and is_suppressed(contact.email_1):
        text = _("%(name)s: nothing is sent to this address. The settings list it.")
        raise NotInvited("suppressed", text % name)
    channel = "email" if way == Way.MAIL else "whatsapp"
    said = Consent.objects.filter(contact=contact, channel=channel, purpose=Consent.Purpose.SURVEY)
    last = said.order_by("-id").first()
    if last is not None and last.state == Consent.State.WITHDRAWN:
        raise NotInvited("withdrawn", _("%(name)s: does not want to be asked by this way.") % name)
    rest = SurveyRules.objects.standing().rest_days
    asked = contact.survey_invitations.standing().order_by("-sent_at").first()
    if asked is not None and rest and asked.sent_at + timedelta(days=rest) > timezone.now():
        days = {
            "when": isolated(formats.day(asked.sent_at)),
            "next": isolated(formats.day(asked.sent_at + timedelta(days=rest))),
        }
        text = _("%(name)s: the last survey went out on %(when)s, the next one may from %(next)s.")
        raise NotInvited("recent", text % (name | days))


def account_of(contact, membership):
    """Where the contact stands first, among the customers in use that this member may see; else None."""
    seen = Position.objects.visible_to(membership).filter(contact=contact, account__archived_at=None)
    position = seen.select_related("account").order_by("-is_primary", "pk").first()
    return position.account if position else None


@transaction.atomic
def take_back(invitation, *, by) -> bool:
    """Withdraw it, and the e-mail too while that still waits; whether the invitation could stand again."""
    invitation.withdraw(by=by)
    if invitation.interaction is None or invitation.answered_at is not None:
        return True
    try:
        with transaction.atomic():
            cancel_mail(invitation.interaction, by=by)
    except TooLateToCancel:
        return True
    return False
