"""Sessions in our own table (SESSION_ENGINE), so that people see where they are signed in and can end it.

A session is its row: ended by anybody, on any process, it is gone at the next request.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from workspaces.models import Session, User

# How often a session that is used says so.
SEEN_EVERY = timedelta(minutes=1)
# A page that asks by itself, with nobody in front of it, sends this header: it is no use of the session.
UNATTENDED = "HTTP_X_UNATTENDED"


class SessionStore(DatabaseStore):
    """Django's own, that keeps the row it read and tells the next one who it is."""

    row: Session | None = None
    # (network address, user agent) of the browser, said by SessionsMiddleware.
    client: tuple[str | None, str] = (None, "")

    @classmethod
    def get_model_class(cls):
        return Session

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data):
        made = super().create_model_instance(data)
        made.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        made.address, made.user_agent = self.client
        before = self.row
        if before is not None and made.user_id and before.user_id == made.user_id:
            # A new key for the same person, after a change of the password.
            made.began_at, made.seen_in = before.began_at, before.seen_in
        self.row = made
        return made


def idle_limit() -> timedelta:
    """Of the installation; a workspace may set a shorter one."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def note_use(request) -> None:
    """That this session is used, at most once a minute, and in which workspace.

    After the answer and outside its transaction: the row is never locked while a page is made.
    """
    row, now = request.session.row, timezone.now()
    if row is None or UNATTENDED in request.META:
        return
    # Who was sent away to prove who it is has not used this workspace.
    opened = request.workspace if getattr(request, "is_let_in", False) else None
    stale = (now - SEEN_EVERY).timestamp()
    is_here_new = opened is not None and row.seen_in.get(str(opened.pk), 0) < stale
    if not is_here_new and row.seen_at.timestamp() > stale:
        return
    if opened is not None:
        row.seen_in[str(opened.pk)] = int(now.timestamp())
    address, user_agent = request.session.client
    Session.objects.filter(pk=row.pk).update(
        seen_at=now, seen_in=row.seen_in, address=address, user_agent=user_agent
    )


def sessions_of(user: User) -> list[Session]:
    """Where this person is signed in now, the last used first."""
    alive = Session.objects.filter(user=user).alive(at=timezone.now(), idle=idle_limit())
    return list(alive.order_by("-seen_at", "-began_at"))


def end_session(user: User, handle) -> bool:
    """Sign out one device of this person; False when it was signed out already or is somebody else's."""
    ended, _kinds = Session.objects.filter(user=user, handle=handle).delete()
    return bool(ended)
