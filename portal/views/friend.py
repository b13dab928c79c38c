"""The page to which the link of a member leads friends: what they leave there makes them a referral.

Whatever is found about who wrote, the answer is the same: it tells nobody who is a customer.
"""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from lib.formats import isolated
from lib.stamps import new_stamp
from loyalty.forms_referral import FriendForm
from loyalty.member_codes import are_taken, referrer_of
from loyalty.models import ReferralTerms
from loyalty.recommending import receive
from portal.opening import closed, guesses_too_often, note_guess, public_page
from portal.strangers import SENT, stamp_of

KIND = "friend"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def friend(request, workspace, code):
    """GET shows the form and writes nothing; POST takes what was left, once for each form."""
    if guesses_too_often(request):
        return closed(request, status=429)
    terms = ReferralTerms.objects.standing()
    referrer = referrer_of(code) if are_taken(terms) else None
    if referrer is None:
        note_guess(request)
        return closed(request)
    context = {"by": isolated(workspace.name), "terms": terms, "thanks": terms.words("thanks")}
    if request.method != "POST" and SENT in request.GET:
        return render(request, "portal/friend.html", {**context, "is_sent": True})
    consent = terms.consent or usual_consent(workspace)
    if request.method != "POST":
        stamp = new_stamp(workspace.slug, form=KIND)
        form = FriendForm(consent=consent, country=workspace.country, initial={"stamp": stamp})
        return shown(request, form, context)
    form = FriendForm(request.POST, consent=consent, country=workspace.country)
    stamp, status = stamp_of(request, workspace, form, kind=KIND)
    if stamp is None:
        return shown(request, form, context, status=status)
    try:
        receive(
            form.sent,
            referrer=referrer,
            terms=terms,
            language=get_language() or workspace.language,
            form_token=stamp.token,
            is_robot=bool(form.doubt_about(stamp, form.cleaned_data["name"])),
        )
    except Archived:
        return closed(request)
    return HttpResponseRedirect(f"{request.path}?{SENT}=1&lang={get_language()}", status=303)


def usual_consent(workspace) -> str:
    text = _("I agree that %(company)s keeps what I wrote here and writes to me or calls me about it.")
    return text % {"company": workspace.name}


def shown(request, form, context, *, status=200):
    terms = context["terms"]
    texts = {"title": terms.words("title"), "intro": terms.words("intro"), "form": form}
    return render(request, "portal/friend.html", {**context, **texts}, status=status)
