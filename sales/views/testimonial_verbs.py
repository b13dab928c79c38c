"""What is done with a testimonial: used, taken down, declined, its consent withdrawn, archived."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done
from sales.forms_word_of_mouth import UseForm
from sales.models.testimonial import NoConsent
from sales.views.testimonials import find_testimonial, page_of, tell_what_must_go
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def declining(request, number):
    """POST notes that the customer would rather not; with `undo` it is waited for again."""
    found = find_testimonial(request, number)
    if is_undo(request):
        found.ask_again(by=request.membership)
        say_done(request, _("The testimonial is waited for again."))
    else:
        found.decline(by=request.membership)
        url = workspace_url(request, "sales:testimonial_declining", number=number)
        say_done(request, _("Noted: no testimonial will come."), undo_url=url, undo=1)
    return to_page(request, "sales:testimonial", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def uses(request, number):
    """POST writes down where it is used; with `ended` the use of this key was taken down."""
    found = find_testimonial(request, number)
    ended = request.POST.get("ended", "")
    if ended.isascii() and ended.isdigit() and len(ended) < 18:
        get_object_or_404(found.uses, pk=int(ended)).end(by=request.membership)
        say_done(request, _("Taken down."))
        return to_page(request, "sales:testimonial", number=number)
    form = UseForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, form)
    try:
        found.use(by=request.membership, **form.cleaned_data)
    except NoConsent as refusal:
        messages.error(request, " ".join(refusal.messages))
        form.add_error("scope", refusal)
        return page_of(request, found, form)
    say_done(request, _("Written down where it stands."))
    return to_page(request, "sales:testimonial", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def withdrawal(request, number):
    """POST withdraws the consent and tells what has to be taken down; with `undo` it holds again."""
    found = find_testimonial(request, number)
    if is_undo(request):
        found.agree_again(by=request.membership)
        say_done(request, _("The consent holds again."))
        return to_page(request, "sales:testimonial", number=number)
    standing = found.withdraw(by=request.membership)
    url = workspace_url(request, "sales:testimonial_withdrawal", number=number)
    say_done(request, _("The consent was withdrawn."), undo_url=url, undo=1)
    tell_what_must_go(request, standing)
    return to_page(request, "sales:testimonial", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def archiving(request, number):
    """POST archives; with `undo` it restores. `again` is the Undo of making it."""
    found = find_testimonial(request, number)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s is back in your lists.") % {"name": isolated(found.name)})
    else:
        found.archive(by=request.membership)
        url = (
            ""
            if "again" in request.GET
            else workspace_url(request, "sales:testimonial_archiving", number=number)
        )
        say_done(request, _("%(name)s was archived.") % {"name": isolated(found.name)}, undo_url=url, undo=1)
    return to_page(request, "sales:testimonial", number=number)
