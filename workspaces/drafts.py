"""Drafts of forms live in the browser (static/js/drafts.js): the key that locks them, and word of what was saved."""

import base64
import re

from django.utils.crypto import salted_hmac

SAVED_COOKIE = "saved-draft"
COOKIE_SECONDS = 24 * 3600
DRAFT_ID = re.compile(r"[0-9a-f]{32}")


def draft_owner(user) -> str:
    """Whose drafts these are, without saying who."""
    return salted_hmac("workspaces.drafts.owner", str(user.pk), algorithm="sha256").hexdigest()[:16]


def draft_key(user) -> str:
    """The key this person's drafts are locked with in a browser that others use too; the same at every sign-in."""
    digest = salted_hmac("workspaces.drafts.key", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


class DraftsMiddleware:
    """Tells the browser which draft it may forget: only what was saved, never what was merely sent.

    A form that was refused comes back as 422, an ended sign-in leads elsewhere with 302; 303 is what a view answers
    when it is done, unless it says itself that it refused.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 303:
            draft = request.POST.get("draft", "")
            if DRAFT_ID.fullmatch(draft) and not getattr(response, "is_refusal", False):
                response.set_cookie(
                    SAVED_COOKIE, draft, max_age=COOKIE_SECONDS, secure=request.is_secure(), samesite="Lax"
                )
        return response
