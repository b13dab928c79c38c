"""The installation's own mail: written into a table by whoever has something to say, sent by a tick of beat.

So a page never waits for a mail server, and a mail server that is down loses nothing.
"""

import html
import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from lib.tenancy.tasks import publish
from workspaces.models import SystemMail
from workspaces.models.system_mail import MOST_ATTEMPTS

log = structlog.get_logger(__name__)

RETRY_AFTER = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
# While one worker sends, the others leave the row alone; longer than the mail server may take to answer.
LEASE = timedelta(minutes=2)
# Then other work has its turn; the next tick goes on.
TICK_SECONDS = 5
# Links live for 72 hours at most; what happened is kept longer than what was written.
TEXT_KEPT = timedelta(days=4)
ROW_KEPT = timedelta(days=90)
NOBODY = "Nobody signs in with this address."


def site_link(name, /, **kwargs) -> str:
    """The address of a page for a mail: from our configuration, never from the request's Host."""
    return settings.SITE_URL + reverse(name, kwargs=kwargs or None)


def post(template, /, *, to, language, is_deliverable=True, **context) -> SystemMail:
    """Write a mail from templates/emails/<template> and leave it to the tick.

    A mail that is not deliverable costs the same work and stays in the table: the time a page takes must not
    tell whether somebody signs in with an address.
    """
    from workspaces.tasks import send_system_mail

    with translation.override(language):
        context = {"language": language, "is_rtl": translation.get_language_bidi(), **context}
        mail = SystemMail.objects.create(
            to=to,
            subject=" ".join(_plain(f"emails/{template}.subject.txt", context).split())[:250],
            text=_plain(f"emails/{template}.txt", context).strip() + "\n",
            html=render_to_string(f"emails/{template}.html", context),
            language=language,
            not_before=Now() if is_deliverable else None,
            error="" if is_deliverable else NOBODY,
        )
    publish(send_system_mail)
    return mail


def _plain(template, context) -> str:
    """Templates escape everything for HTML; plain text takes it back."""
    return html.unescape(render_to_string(template, context))


def send_due() -> int:
    """Send what is due, one by one; how many were accepted. Any number of workers may do this at once."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < TICK_SECONDS:
        mail = _claim()
        if mail is None:
            break
        sent += _deliver(mail)
    return sent


@transaction.atomic
def _claim() -> SystemMail | None:
    """The next due mail, for this worker alone until its lease ends. A killed worker's mail is due again then."""
    due = SystemMail.objects.select_for_update(skip_locked=True).due().order_by("not_before")
    mail = due.first()
    if mail is not None:
        mail.attempts += 1
        SystemMail.objects.filter(pk=mail.pk).update(attempts=mail.attempts, not_before=Now() + LEASE)
    return mail


def _deliver(mail: SystemMail) -> bool:
    try:
        message_of(mail).send()
    except Exception as error:
        # A mail server that does not answer, or a mail that cannot even be written: the others go on.
        _put_off(mail, error)
        return False
    SystemMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), not_before=None, error="")
    return True


def message_of(mail: SystemMail) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {
        # The same for every attempt, so that a mail server can see that it has it already.
        "Message-ID": f"<sila-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    message = EmailMultiAlternatives(
        mail.subject, mail.text, None, [mail.to], headers=headers, connection=connection
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _put_off(mail: SystemMail, error: Exception) -> None:
    wait = RETRY_AFTER[min(mail.attempts, len(RETRY_AFTER)) - 1]
    is_over = _is_final(error) or mail.attempts >= MOST_ATTEMPTS
    SystemMail.objects.filter(pk=mail.pk, sent_at=None).update(
        not_before=None if is_over else Now() + wait, error=f"{type(error).__name__}: {error}"[:1000]
    )
    log.warning("system_mail_put_off", mail=mail.pk, attempts=mail.attempts, is_over=is_over)


def _is_final(error: Exception) -> bool:
    """The mail server said that it will never take it for this address, or it cannot be written at all."""
    refused = getattr(error, "recipients", None)
    if refused:
        return all(code >= 500 for code, _reason in refused.values())
    return isinstance(error, UnicodeError | ValueError)


def send_again(mail: SystemMail) -> bool:
    """Put a mail that was sent or given up in the queue once more, if its text is still there."""
    if not mail.text or mail.error == NOBODY:
        return False
    SystemMail.objects.filter(pk=mail.pk).update(sent_at=None, not_before=Now(), attempts=0, error="")
    return True


def forget_old_mail() -> None:
    now = timezone.now()
    old = SystemMail.objects.filter(created_at__lt=now - TEXT_KEPT, not_before=None).exclude(text="")
    old.update(text="", html="")
    SystemMail.objects.filter(created_at__lt=now - ROW_KEPT).delete()
