"""Another e-mail address for one's own sign-in: asked for with the password, proven by a link to the new address.

The old address hears of it at once, while a new password can still stop it; whoever signs in with the new address
already hears of it too, and nobody else learns that somebody does. Then every other session ends.
"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from lib.tenancy.state import workspace
from timeline.services import record
from workspaces import mail
from workspaces.models import Membership, User
from workspaces.services import workspaces_of
from workspaces.signin import post_notice

SALT = "workspaces.new-address"
VALID_SECONDS = 3600
ASKED = _("Another e-mail address for your sign-in to Sila was asked for")


class LinkClosed(Exception):
    """It was used, is too old, or the sign-in has changed since."""


def ask_for(user: User, email: str) -> None:
    """Send the link to the new address, and word to the old one."""
    is_taken = User.objects.filter(email=email).exists()
    token = signing.dumps({"user": user.pk, "email": email, "stamp": _stamp(user)}, salt=SALT, compress=True)
    link = mail.site_link("confirm_address", token=token)
    mail.post(
        "new_address",
        to=email,
        language=user.language or settings.LANGUAGE_CODE,
        is_taken=is_taken,
        url=settings.SITE_URL + reverse("account_login") if is_taken else link,
    )
    post_notice(ASKED, user)


def _stamp(user: User) -> str:
    """What ends the link: another address, another password, signing out everywhere."""
    return salted_hmac(SALT, f"{user.email}{user.password}{user.sessions_key}").hexdigest()


def read(token: str) -> tuple[User, str]:
    """Whose sign-in gets which address. Raises LinkClosed."""
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise LinkClosed from error
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    if user is None or not constant_time_compare(said["stamp"], _stamp(user)):
        raise LinkClosed
    return user, said["email"]


@transaction.atomic
def change(token: str) -> User:
    """Sign in with the new address from now on; what tells of it goes to the old one."""
    User.objects.select_for_update().filter(pk=read(token)[0].pk).order_by("pk").first()
    user, email = read(token)  # pressed twice, the second one finds another stamp
    before, user.email = user.email, email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:  # somebody has come with this address meanwhile
        raise LinkClosed from error
    # allauth's own list of addresses would still let the old one in.
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    language = user.language or settings.LANGUAGE_CODE
    mail.post("address_changed", to=before, language=language, name=user.name, email=email)
    for opened in workspaces_of(user):
        with workspace(opened.pk):
            member = Membership.objects.get(user=user)
            record("membership.address_changed", member, by=member, email=email, before=before)
    return user
