"""Files of an interaction: more of them, added on its page."""

from django.contrib import messages
from django.utils.translation import ngettext

from accounts.views.records import refuse_archived
from interactions.views.interactions import find_interaction, not_yours
from lib import formats
from lib.file_fields import FilesForm
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import say_done
from timeline.attaching import attach_brought
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def interaction_files(request, number):
    found = find_interaction(request, number)
    if not found.may_be_changed_by(request.membership):
        return not_yours(request, found)
    found.account.check_in_use()
    form = FilesForm(request.POST, request.FILES)
    form.full_clean()
    try:
        made = attach_brought(found, form.cleaned_data["files"], by=request.membership)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return to_page(request, "interactions:detail", number=number)
    if made:
        text = ngettext(
            "%(count)s file was added: %(names)s.", "%(count)s files were added: %(names)s.", len(made)
        )
        words = {
            "count": formats.number(len(made)),
            "names": formats.listed(isolated(each.name) for each in made),
        }
        alone = workspace_url(request, "desk:file_removal", number=made[0].number) if len(made) == 1 else ""
        say_done(request, text % words, undo_url=alone, again=1)
    return to_page(request, "interactions:detail", number=number)
