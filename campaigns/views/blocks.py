"""The blocks of a template: add, change, move, remove."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from campaigns.forms import BlockForm
from campaigns.models import TemplateBlock
from campaigns.models.template import MOST_BLOCKS, TooManyBlocks
from campaigns.views.templates import find_letter
from campaigns.words import CAMPAIGN
from campaigns.writing import add_block, change_block
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def find_block(found, number) -> TemplateBlock:
    return get_object_or_404(found.blocks.select_related("template"), number=number)


def full() -> str:
    return _("A template has at most %(count)s blocks.") % {"count": formats.number(MOST_BLOCKS)}


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def block_new(request, number):
    """Of the kind in the address; without one it asks for it."""
    found = find_letter(number)
    kind = request.GET.get("kind", "")
    if kind not in TemplateBlock.Kind.values:
        if request.method == "POST":
            return HttpResponseBadRequest(_("Choose what kind of block it is."))
        context = {"found": found, "kinds": TemplateBlock.Kind.choices}
        return render(request, "campaigns/block_kinds.html", context)
    form = BlockForm(posted(request), block_kind=kind)
    if request.method == "POST" and form.is_valid():
        add = partial(add_block, found, by=request.membership)
        try:
            add_once(add, TemplateBlock, form_token=form.cleaned_data["form_token"], fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except TooManyBlocks:
            form.add_error(None, full())
        else:
            return to_page(request, "campaigns:template", number=number)
    return block_page(request, form, found)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def block(request, number, block):
    found = find_letter(number)
    standing = find_block(found, block)
    form = BlockForm(posted(request), block_kind=standing.kind, block=standing)
    if request.method == "POST" and form.is_valid():
        change_block(standing, by=request.membership, fields=form.written)
        return to_page(request, "campaigns:template", number=number)
    return block_page(request, form, found, standing)


def block_page(request, form, found, standing=None):
    kind = TemplateBlock.Kind(form.kind)
    context = {"found": found, "block": standing, "block_kind": kind, "placeholders": CAMPAIGN.placeholders}
    return form_page(request, "campaigns/block_form.html", form, **context)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def block_place(request, number, block):
    """POST moves it up or down."""
    standing = find_block(find_letter(number), block)
    way = request.POST.get("way")
    if way not in {"up", "down"}:
        return HttpResponseBadRequest(_("Choose up or down."))
    standing.move(by=request.membership, up=way == "up")
    return to_page(request, "campaigns:template", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def block_removal(request, number, block):
    """POST takes it out; with `undo` it is back."""
    standing = find_block(find_letter(number), block)
    words = {"name": isolated(standing.name)}
    if not is_undo(request):
        standing.remove(by=request.membership)
        url = workspace_url(request, "campaigns:block_removal", number=number, block=block)
        say_done(request, _("Removed: %(name)s") % words, undo_url=url)
        return to_page(request, "campaigns:template", number=number)
    try:
        standing.restore(by=request.membership)
    except TooManyBlocks:
        messages.error(request, full())
    else:
        say_done(request, _("Back in the template: %(name)s") % words)
    return to_page(request, "campaigns:template", number=number)
