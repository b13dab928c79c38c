"""Where customers say what they want to receive: unsubscribing with one click, and the page of all choices."""

from allauth.core import ratelimit
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.consent_asking import confirm, is_confirmed, is_over
from accounts.consent_links import asked_to_choose, asked_to_confirm, asked_to_unsubscribe, preferences_link
from accounts.consents import choices_of, choose, standing_of, unsubscribe, unsubscribe_from_all
from accounts.models import Consent
from accounts.models.contact import Channel
from accounts.models.record import Archived
from accounts.purposes import purpose_names, way_name, wordings
from campaigns.responding import note_unsubscription
from lib.formats import isolated
from portal.opening import closed, customer_page
from workspaces.signin import client_address

GONE, TOO_MANY = 410, 429


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
    named = {
        "purpose": purpose_names().get(asked.purpose, asked.purpose),
        "channel": way_name(asked.channel),
    }
    if request.method == "POST":
        words = _("No more of this: %(purpose)s (%(channel)s)") % named
        is_news = unsubscribe(
            asked.contact, wording=words, **kind, **proof(request, workspace, "unsubscribe")
        )
        if is_news and asked.channel == Channel.EMAIL:
            note_unsubscription(asked.contact, [asked.purpose])
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


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(asked_to_confirm, reads=signed)
def confirm_consent(request, workspace, asked):
    """GET shows what would be agreed to, whoever opens the link; only the button agrees, as often as it is pressed."""
    row, contact = asked.row, asked.contact
    if request.method == "POST":
        confirm(row, contact, language=get_language(), ip_address=client_address(request))
    is_done = is_confirmed(row, contact)
    is_gone = not is_done and is_over(row, contact)
    context = {
        "asked": row,
        "name": purpose_names().get(row.purpose, row.purpose),
        "is_done": is_done,
        "is_gone": is_gone,
        "company": isolated(workspace.name),
        "preferences_url": preferences_link(contact),
    }
    return render(request, "portal/confirm_consent.html", context, status=GONE if is_gone else 200)


def keep(request, workspace, contact) -> bool:
    """False where an archived contact would agree to something."""
    known = proof(request, workspace, "preferences")
    before = comes_by_mail(contact)
    if request.POST.get("all"):
        unsubscribe_from_all(contact, wording=_("Unsubscribe from everything"), **known)
        note_unsubscription(contact, before)
        return True
    shown, ticked = (set(request.POST.getlist(name)) for name in ("shown", "ticked"))
    offered = [kind for kind in choices_of(contact, standing_of(contact)) if code_of(kind) in shown]
    try:
        choose(
            contact,
            {kind: code_of(kind) in ticked for kind in offered},
            words=words_of(offered),
            **known,
        )
    except Archived:
        return False
    note_unsubscription(contact, before - comes_by_mail(contact))
    return True


def comes_by_mail(contact) -> set[str]:
    """The purposes of which letters come."""
    standing = standing_of(contact)
    return {purpose for purpose in purpose_names() if standing.comes(Channel.EMAIL, purpose)}


def rows_of(contact, *, typed=None) -> list[dict]:
    """The purposes, each with its words and its channels."""
    standing, names, rows, language = standing_of(contact), purpose_names(), {}, get_language()
    worded = wordings()
    for kind in choices_of(contact, standing):
        channel, purpose = kind
        text = worded[purpose].text(language) if purpose in worded else ""
        row = rows.setdefault(purpose, {"name": names.get(purpose, purpose), "text": text, "choices": []})
        is_ticked = standing.comes(*kind) if typed is None else code_of(kind) in typed.getlist("ticked")
        choice = {"code": code_of(kind), "label": way_name(channel), "is_ticked": is_ticked}
        row["choices"].append(choice)
    return list(rows.values())


def code_of(kind) -> str:
    return ":".join(kind)


def words_of(kinds) -> dict:
    """What stood beside each choice, and of which version of the workspace's own words it is."""
    names, worded, found = purpose_names(), wordings(), {}
    for channel, purpose in kinds:
        own, way = worded.get(purpose), way_name(channel)
        text = _("%(purpose)s by this way: %(channel)s") % {
            "purpose": names.get(purpose, purpose),
            "channel": way,
        }
        found[channel, purpose] = (f"{own.text(get_language())}\n{text}" if own else text), own
    return found


def proof(request, workspace, page) -> dict:
    """How it is known that the customer said so. The token stays out of it: whoever reads the proof could use it."""
    return {
        "source": f"/p/{workspace.slug}/{page}/",
        "language": get_language(),
        "ip_address": client_address(request),
    }
