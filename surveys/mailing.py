"""The e-mail that asks a customer: filed on the timeline without the link, which is the customer's alone."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.models import Interaction, MailEntry
from interactions.services import log_interaction
from lib import formats
from messaging.sending import queue_mail, sender_of_workspace
from workspaces.mail import site_link


def link_of(workspace, token) -> str:
    return site_link("survey", workspace=workspace.slug, token=token)


def mail_invitation(invitation, *, token, by):
    """Queue it; the interaction that it is."""
    survey, contact, language = invitation.survey, invitation.contact, invitation.language
    opened = survey.workspace
    with override(language), formats.use(opened.formats(language)):
        subject = survey.title(language)[:200]
        kept = words(invitation, _("(a link of their own)"))
        sent = words(invitation, link_of(opened, token))
    fields = {
        "channel": "email",
        "direction": "out",
        "subject": subject,
        "text": kept,
        "is_visible_to_customer": True,
    }
    # What Sila asks by itself is no contact with the customer, and news to nobody.
    unasked = {} if by else {"outcome": Interaction.Outcome.AUTOMATIC}
    interaction = log_interaction(
        account=invitation.account,
        by=by,
        fields=fields | unasked,
        contacts=[contact],
        told_as="mail_out",
        **({} if by else {"notice": ""}),
    )
    mail = queue_mail(
        by=by,
        to_address=contact.email_1,
        to_name=contact.name,
        subject=subject,
        text="\n\n".join(part for part in (sent, sender_of_workspace().signature(language)) if part),
        language=language,
    )
    MailEntry.objects.create(interaction=interaction, outgoing=mail)
    return interaction


def words(invitation, link) -> str:
    """What is written, in the language that is in force."""
    intro = invitation.survey.intro(invitation.language) or _(
        "We would like to hear what you think. It takes about a minute."
    )
    until = _("The link works until %(day)s.") % {"day": formats.day(invitation.expires_at)}
    hello = _("Dear %(name)s,") % {"name": invitation.contact.name}
    return f"{hello}\n\n{intro}\n\n{link}\n\n{until}"
