"""The history of somebody's sign-ins, and the mail when one comes from a device never seen before."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from allauth.account.internal.flows.login import get_authentication_records
from axes.models import AccessFailureLog
from django.conf import settings
from django.utils import timezone, translation

from lib import formats
from workspaces import mail
from workspaces.devices import device_name
from workspaces.models import SignIn, User
from workspaces.models.sign_in import LONGEST_USER_AGENT

KEPT_DAYS = 730
SHOWN = 50
TOKEN = re.compile(r"[-\w]{43}", re.ASCII)
Way = SignIn.Way
# What allauth calls the second step.
SECOND_STEPS = {"totp": Way.CODE, "recovery_codes": Way.RECOVERY_CODE, "webauthn": Way.KEY}


@dataclass(frozen=True)
class Attempt:
    """One line of the history: a sign-in, or a try that was refused."""

    at: datetime
    address: str | None
    user_agent: str
    way: str = ""
    is_new_device: bool = False
    is_refused: bool = False
    is_locked: bool = False

    @property
    def device(self):
        return device_name(self.user_agent)


def note_sign_in(request, user: User) -> SignIn:
    """Write down that somebody has just come in, and tell them when the device is a new one."""
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not TOKEN.fullmatch(token):
        token = secrets.token_urlsafe(32)
    # The answer is not made yet: SessionsMiddleware puts it there, and makes it live on.
    request.device_token = token
    device_hash = hashlib.sha256(token.encode()).hexdigest()
    before = SignIn.objects.filter(user=user)
    is_new = before.exists() and not before.filter(device_hash=device_hash).exists()
    address, user_agent = request.session.client
    noted = SignIn.objects.create(
        user=user,
        way=way_of(request, user),
        address=address,
        user_agent=user_agent,
        device_hash=device_hash,
        is_new_device=is_new,
    )
    if is_new:
        _post_new_device(noted)
    return noted


def way_of(request, user) -> str:
    """How this session was begun, as allauth wrote down its steps."""
    way = Way.LINK
    for record in get_authentication_records(request, user):
        if record.get("method") == "password":
            way = Way.PASSWORD
        elif record.get("passwordless"):
            way = Way.PASSKEY
        elif record.get("method") == "mfa":
            way = SECOND_STEPS.get(record.get("type"), Way.CODE)
    return way


def _post_new_device(noted: SignIn) -> None:
    user = noted.user
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        told = {"device": device_name(noted.user_agent), "at": formats.moment(noted.at)}
    mail.post(
        "new_device",
        to=user.email,
        language=language,
        name=user.name,
        address=noted.address or "",
        zone=settings.TIME_ZONE,
        url=mail.site_link("account_reset_password"),
        **told,
    )


def keep_device(request, response) -> None:
    """The cookie by which a browser is known again. It signs nobody in."""
    token = getattr(request, "device_token", None)
    if token is not None:
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=timedelta(days=KEPT_DAYS),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def history_of(user: User, name: str) -> list[Attempt]:
    """The latest sign-ins of this person and the tries that failed under `name`, the newest first."""
    came_in = [
        Attempt(each.at, each.address, each.user_agent, each.get_way_display(), each.is_new_device)
        for each in SignIn.objects.filter(user=user)[:SHOWN]
    ]
    refused = [
        Attempt(
            each.attempt_time,
            each.ip_address,
            each.user_agent[:LONGEST_USER_AGENT],
            is_refused=True,
            is_locked=each.locked_out,
        )
        for each in AccessFailureLog.objects.filter(username=name).order_by("-id")[:SHOWN]
    ]
    return sorted((*came_in, *refused), key=attrgetter("at"), reverse=True)[:SHOWN]


def forget_old(*, at=None) -> None:
    SignIn.objects.filter(at__lt=(at or timezone.now()) - timedelta(days=KEPT_DAYS)).delete()
