"""Where customers say what they want to receive: unsubscribing with one click, and the page of all choices."""

from allauth.core import ratelimit
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.consent_links import asked_to_choose, asked_to_unsubscribe, preferences_link
from accounts.consents import choices_of, choose, standing_of, unsubscribe, unsubscribe_from_all
from accounts.models import Consent
from accounts.models.contact import Channel
from accounts.models.record import Archived
from lib.formats import isolated
from portal.opening import closed, customer_page
from workspaces.signin import client_address

TOO_MANY = 429


def signed(token: str) -> str:
    """These links are known by their signature: nothing of them is kept."""
    return token


# Mail programs post here by themselves: from no page of ours, without cookies, and want no other answer than 200.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(asked_to_unsubscribe, reads=signed)
def unsubscribe_page(request, workspace, asked):
    """GET shows what would end and ends nothing, since programs open links as well; POST ends it, as often as it comes.

    The body is not read: RFC 8058 lets it say one thing only. `seen` in the address is the button of our own page.
    """
    kind = {"channel": asked.channel, "purpose": asked.purpose}
    named = {"purpose": purpose_name(asked.purpose), "channel": Channel(asked.channel).label}
    if request.method == "POST":
        words = _("No more of this: %(purpose)s (%(channel)s)") % named
        unsubscribe(asked.contact, wording=words, **kind, **proof(request, workspace, "unsubscribe"))
        if "seen" not in request.GET:
            return HttpResponse(words, content_type="text/plain; charset=utf-8")
    context = named | {
        "is_out": standing_of(asked.contact).has(Consent.State.WITHDRAWN, **kind),
        "company": isolated(workspace.name),
        "preferences_url": preferences_link(asked.contact),
    }
    return render(request, "portal/unsubscribe.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(asked_to_choose, reads=signed)
def preferences(request, workspace, asked):
    """GET shows what is chosen; POST keeps what is ticked of what was shown, or with `all` refuses everything."""
    contact, refusal, status = asked.contact, "", 200
    if request.method == "POST":
        if not ratelimit.consume(request, action="choose_consents"):
            refusal, status = _("Too many attempts. Wait a few minutes, then try again."), TOO_MANY
        elif not keep(request, workspace, contact):
            return closed(request)
        else:
            return HttpResponseRedirect(f"{request.path}?saved=1", status=303)
    context = {
        "rows": rows_of(contact, typed=request.POST if status == TOO_MANY else None),
        "refusal": refusal,
        "is_saved": "saved" in request.GET,
        "contact": contact,
        "company": isolated(workspace.name),
    }
    return render(request, "portal/preferences.html", context, status=status)


def keep(request, workspace, contact) -> bool:
    """False where an archived contact would agree to something."""
    known = proof(request, workspace, "preferences")
    if request.POST.get("all"):
        unsubscribe_from_all(contact, wording=_("Unsubscribe from everything"), **known)
        return True
    shown, ticked = (set(request.POST.getlist(name)) for name in ("shown", "ticked"))
    offered = [kind for kind in choices_of(contact, standing_of(contact)) if code_of(kind) in shown]
    try:
        choose(
            contact,
            {kind: code_of(kind) in ticked for kind in offered},
            wordings={kind: wording_of(kind) for kind in offered},
            **known,
        )
    except Archived:
        return False
    return True


def rows_of(contact, *, typed=None) -> list[dict]:
    """The purposes, each with its channels."""
    standing, rows = standing_of(contact), {}
    for kind in choices_of(contact, standing):
        channel, purpose = kind
        row = rows.setdefault(purpose, {"purpose": purpose, "name": purpose_name(purpose), "choices": []})
        is_ticked = standing.comes(*kind) if typed is None else code_of(kind) in typed.getlist("ticked")
        choice = {"code": code_of(kind), "label": Channel(channel).label, "is_ticked": is_ticked}
        row["choices"].append(choice)
    return list(rows.values())


def code_of(kind) -> str:
    return ":".join(kind)


def purpose_name(purpose) -> str:
    return dict(Consent.Purpose.choices).get(purpose, purpose)


def wording_of(kind) -> str:
    channel, purpose = kind
    return _("%(purpose)s by this way: %(channel)s") % {
        "purpose": purpose_name(purpose),
        "channel": Channel(channel).label,
    }


def proof(request, workspace, page) -> dict:
    """How it is known that the customer said so. The token stays out of it: whoever reads the proof could use it."""
    return {
        "source": f"/p/{workspace.slug}/{page}/",
        "language": get_language(),
        "ip_address": client_address(request),
    }
