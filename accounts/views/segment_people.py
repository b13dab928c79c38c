"""The people of a segment that is not made by rules: putting them in, taking them out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Contact
from accounts.segments.forms import PeopleForm, found_by
from accounts.segments.verbs import NotStatic, put_in, take_out
from accounts.views.segments import find_segment, segment_page
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_TOLD = 10


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def segment_people(request, number):
    """POST puts in whoever the lines name; the lines that name nobody are told, and nothing is put in then."""
    found = find_segment(number)
    form = PeopleForm(request.POST)
    if form.is_valid():
        keys, unknown = found_by(form.cleaned_data["people"], request.membership)
        if not unknown:
            try:
                came = put_in(found, keys, by=request.membership)
            except NotStatic:
                messages.error(request, _("Who is in this segment is told by its rules."))
                return to_page(request, "accounts:segment", number=number)
            text = ngettext("%(count)s person was put in.", "%(count)s people were put in.", len(came))
            messages.success(request, text % {"count": formats.number(len(came))})
            return to_page(request, "accounts:segment", number=number)
        named = formats.listed(isolated(word) for word in unknown[:MOST_TOLD])
        form.add_error("people", _("Nobody you see has: %(words)s") % {"words": named})
    return segment_page(request, found, people=form, status=UNPROCESSABLE)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def segment_removal(request, number, contact):
    """POST takes somebody out; with `undo` they are in it again."""
    found = find_segment(number)
    person = get_object_or_404(Contact.objects.visible_to(request.membership), number=contact)
    words = {"name": isolated(person.name)}
    try:
        if is_undo(request):
            put_in(found, [person.pk], by=request.membership)
            say_done(request, _("In the segment again: %(name)s") % words)
        else:
            take_out(found, [person.pk], by=request.membership)
            url = workspace_url(request, "accounts:segment_removal", number=number, contact=contact)
            say_done(request, _("Taken out: %(name)s") % words, undo_url=url)
    except NotStatic:
        messages.error(request, _("Who is in this segment is told by its rules."))
    return to_page(request, "accounts:segment", number=number)
