"""Notifications of long work, and mails that tell of notifications."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from lib import formats
from timeline.jobs import job_kinds
from timeline.kinds import Kind
from timeline.models import Job, Notification
from timeline.notifying import NotificationKind, read_to
from workspaces import mail
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission


def jobs_seen_by(member):
    """One's own, and for those who lead the workspace everybody's."""
    jobs = Job.objects.select_related("created_by__user")
    return jobs if member.can(Permission.MANAGE_SETTINGS) else jobs.filter(created_by=member)


def title_of(job) -> str:
    kind = job_kinds.get(job.kind)
    return str(kind.title(job)) if kind else job.kind


JOB_KIND = Kind(rows=jobs_seen_by, page="desk:job")
NOTICES = {
    "job.done": NotificationKind(
        label=_("Long work I started is done"), icon="check", one=_("Done: %(subject)s."), called=title_of
    ),
    "job.failed": NotificationKind(
        label=_("Long work I started has failed"),
        icon="alert-triangle",
        one=_("Failed: %(subject)s."),
        called=title_of,
    ),
}

# Of one member in one transaction; a worker has seconds for it.
MOST_AT_ONCE = 500


@transaction.atomic
def mail_next() -> bool:
    """Write the mails of one member of the open workspace to whom some are due; False when nobody waits.

    The member's row is held meanwhile, so that any number of workers write each mail once: with the rows it tells of
    it is settled in one transaction, or not at all.
    """
    waiting = Notification.objects.due().values("recipient")
    members = Membership.objects.filter(pk__in=waiting).select_related("user").order_by("pk")
    member = members.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk").first()
    if member is None:
        return False
    due = list(Notification.objects.due().filter(recipient=member).order_by("at", "pk")[:MOST_AT_ONCE])
    Notification.objects.filter(pk__in=[each.pk for each in due]).update(mail_at=None)
    member.workspace = Workspace.objects.get(pk=member.workspace_id)
    if member.is_active and member.user.is_active:
        _write(member, [each for each in due if each.read_at is None])
    return True


def _write(member, due) -> None:
    """In the member's language; what has gone out of sight since is not told."""
    opened = member.workspace
    language = member.user.language or opened.language
    shown = formats.use(opened.formats(language))
    with translation.override(language), timezone.override(opened.time_zone), shown:
        told = [each for each in read_to(member, due) if not each.is_hidden]
        for each in told:
            if not each.notification.is_for_digest:
                _post("notification", member, language, sentence=each.sentence, url=_page(opened, each))
        lines = [
            {"sentence": each.sentence, "url": _page(opened, each)}
            for each in told
            if each.notification.is_for_digest
        ]
        if lines:
            _post(
                "digest",
                member,
                language,
                lines=lines,
                url=mail.site_link("desk:notifications", slug=opened.slug),
            )


def _page(opened, told) -> str:
    if told.page:
        return mail.site_link(told.page, slug=opened.slug, **told.place)
    return mail.site_link("desk:notifications", slug=opened.slug)


def _post(template, member, language, **context):
    settings_url = mail.site_link("desk:notification_settings", slug=member.workspace.slug)
    mail.post(
        template,
        to=member.user.email,
        language=language,
        name=member.user.name,
        workspace=member.workspace.name,
        settings_url=settings_url,
        **context,
    )
