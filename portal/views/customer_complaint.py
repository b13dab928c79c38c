"""The page on which customers follow their complaint: read, answer, add files, withdraw, reopen, appeal."""

from allauth.core import ratelimit
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from complaints.public_forms import CustomerWordForm
from complaints.states import NotNow
from complaints.tracking import (
    PLAIN,
    EnoughSaid,
    decision_told,
    file_of,
    find_by_token,
    may_do,
    steps_of,
    take_word,
    words_of,
)
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import SHUT, UNPROCESSABLE
from portal.opening import closed, customer_page

WRITE = "write"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(find_by_token, counts_guesses=True)
def customer_complaint(request, workspace, complaint):
    """GET shows it; POST takes what the customer `does`, once for each form, and comes back here."""
    able = may_do(complaint)
    if request.method != "POST":
        return shown(request, workspace, complaint)
    does = request.POST.get("does", WRITE)
    if does not in able:
        # Done in another window meanwhile: the page says where it stands.
        return HttpResponseRedirect(request.path, status=303)
    form = CustomerWordForm(
        request.POST, request.FILES, auto_id=f"id_{does}_%s", needs_words=does != "withdraw"
    )
    if not ratelimit.consume(request, action="answer_complaint"):
        form.add_error(None, _("Too many attempts. Wait a few minutes, then try again."))
        return shown(request, workspace, complaint, form=form, does=does, status=429)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            take_word(
                complaint, does=does, text=sent["text"], files=sent["files"], form_token=sent["form_token"]
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except EnoughSaid:
            form.add_error(None, _("This page has taken all it can. Answer one of our e-mails instead."))
        except Archived:
            return closed(request)
        except NotNow:
            return HttpResponseRedirect(request.path, status=303)
        else:
            return HttpResponseRedirect(request.path, status=303)
    return shown(request, workspace, complaint, form=form, does=does, status=UNPROCESSABLE)


def shown(request, workspace, complaint, *, form=None, does="", status=200):
    """`does` is what was tried with `form` and did not succeed; the other forms of the page are empty."""
    forms = {
        each: form if each == does and form is not None else CustomerWordForm(auto_id=f"id_{each}_%s")
        for each in may_do(complaint)
    }
    context = {
        "by": isolated(workspace.name),
        "complaint": complaint,
        "says": PLAIN[complaint.state],
        "steps": steps_of(complaint),
        "words": words_of(complaint),
        "decision": decision_told(complaint),
        "forms": forms,
        "does": does,
    }
    return render(request, "portal/customer_complaint.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@customer_page(find_by_token, counts_guesses=True)
def complaint_file(request, workspace, complaint, number):
    """A file that the page shows; downloaded, never opened by the browser itself."""
    file = file_of(complaint, number)
    if file is None:
        return closed(request)
    try:
        content = default_storage.open(file.content.name)
    except FileNotFoundError:
        return closed(request)
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = SHUT
    return response
