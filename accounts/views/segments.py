"""Segments: the list, one with who is in it, building its rules, reading it."""

from functools import partial

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Segment, SegmentReading
from accounts.models.record import Stale
from accounts.models.segment import NameInUse
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.segments import drafts
from accounts.segments.forms import SegmentForm
from accounts.segments.querying import vocabulary
from accounts.segments.reading import change_of, glance, glance_of, places_of, read_now
from accounts.segments.tree import Unsound, describe, kept, read
from accounts.segments.verbs import MOST_SEGMENTS, TooManySegments, add_segment, change_segment
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, page_or_part, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_NAMES, MOST_READINGS = 20, 10
SAVE = "save"


def find_segment(number) -> Segment:
    return get_object_or_404(Segment.objects.select_related("created_by__user"), number=number)


def in_words(found: Segment, known) -> tuple[str, list[str]]:
    """What its rules say, and what is wrong with them."""
    if found.is_static:
        return "", []
    try:
        return describe(read(found.rules, known), known), []
    except Unsound as refusal:
        return "", list(dict.fromkeys(refusal.problems.values()))


@workspace_page(Permission.VIEW_CUSTOMERS)
def segment_list(request):
    known = vocabulary()
    rows = []
    for found in Segment.objects.order_by("name_fold", "pk")[: MOST_SEGMENTS * 2]:
        said, problems = in_words(found, known)
        rows.append({"found": found, "said": said, "problems": problems})
    if request.membership.sees_everything:
        keys = [row["found"].pk for row in rows]
        newest = (
            SegmentReading.objects.filter(segment__in=keys)
            .order_by("segment_id", "-id")
            .distinct("segment_id")
        )
        last = {each.segment_id: each for each in newest.in_numbers()}
        for row in rows:
            row["reading"] = last.get(row["found"].pk)
    context = {
        "rows": [row for row in rows if not row["found"].is_archived],
        "archived": [row for row in rows if row["found"].is_archived],
        "may_change": request.membership.can(Permission.MANAGE_CAMPAIGNS),
    }
    return render(request, "accounts/segments/list.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def segment(request, number):
    return segment_page(request, find_segment(number))


def segment_page(request, found, *, people=None, status=200):
    """`people` is the form that puts people in, as it was typed."""
    from accounts.segments.forms import PeopleForm

    known = vocabulary()
    said, problems = in_words(found, known)
    member = request.membership
    context = {
        "found": found,
        "said": said,
        "problems": problems,
        "may_change": member.can(Permission.MANAGE_CAMPAIGNS),
        "sees_everything": member.sees_everything,
        "removal": found.is_static and member.can(Permission.MANAGE_CAMPAIGNS),
        "glance": None if problems else glance(places_of(found, known), member),
        "people_form": people or PeopleForm(),
    }
    if member.sees_everything:
        context["readings"] = readings = list(
            found.readings.in_numbers().select_related("by__user").order_by("-id")[:MOST_READINGS]
        )
        if readings and len(readings) > 1 and (readings[0].came or readings[0].went):
            context["change"] = change_of(readings[0], member, MOST_NAMES)
    return render(request, "accounts/segments/segment.html", context, status=status)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def segment_new(request):
    """By rules, or with `kind=static` of people who are chosen one by one."""
    is_static = request.GET.get("kind") == Segment.Kind.STATIC
    form = typed(request)
    draft = pressed_draft(request, None)
    if request.POST.get("do") == SAVE and (found := saved_tree(request, form, draft, is_static)) is not None:
        fields = (
            {**form.written, "kind": Segment.Kind.STATIC} if is_static else {**form.written, "rules": found}
        )
        try:
            add = partial(add_segment, by=request.membership)
            made = add_once(add, Segment, form_token=form.cleaned_data["form_token"], **fields)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except TooManySegments:
            most = {"most": formats.number(MOST_SEGMENTS)}
            form.add_error(None, _("A workspace has %(most)s segments at most: archive one first.") % most)
        except IntegrityError:  # not the same form: another one has the name
            refuse_name(form)
        else:
            return to_page(request, "accounts:segment", number=made.number)
    return builder_page(request, form, draft, None, is_static=is_static)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def segment_edit(request, number):
    found = find_segment(number)
    form = typed(request, found)
    draft = pressed_draft(request, found)
    if request.POST.get("do") == SAVE:
        rules = saved_tree(request, form, draft, found.is_static)
        if rules is not None and save(request, form, found.number, rules):
            return to_page(request, "accounts:segment", number=number)
    return builder_page(request, form, draft, found, is_static=found.is_static)


def typed(request, found=None) -> SegmentForm:
    """While rules are built, what is typed beside them is kept and not judged."""
    if request.method == "POST" and request.POST.get("do") != SAVE:
        return SegmentForm.as_typed(request.POST)
    return SegmentForm(posted(request), segment=found)


def pressed_draft(request, found):
    if request.method != "POST":
        return drafts.from_kept(found.rules if found else None)
    draft = drafts.from_post(request.POST)
    if request.POST.get("do") == SAVE:
        return draft
    return drafts.with_first_operators(drafts.press(draft, request.POST.get("do", "")), vocabulary())


def saved_tree(request, form, draft, is_static):
    """The rules as they are kept, or None: then the page tells what is missing."""
    known = vocabulary()
    if is_static:
        return {} if form.is_valid() else None
    try:
        tree = read(draft, known)
    except Unsound:
        form.is_valid()
        return None
    return kept(tree, known) if form.is_valid() else None


def save(request, form, number, rules) -> bool:
    found = find_segment(number)
    fields = {**form.written, "rules": rules}
    try:
        with transaction.atomic():
            version = form.cleaned_data["version"] or 0
            change_segment(found, by=request.membership, read_version=version, fields=fields)
    except NameInUse:
        refuse_name(form)
        return False
    except Stale:
        refuse_stale(form, Segment.objects.get(number=number).version)
        return False
    messages.success(request, _("The segment was saved."))
    return True


def refuse_name(form) -> None:
    form.add_error("name", _("Another segment in use has this name. Choose another one."))


def builder_page(request, form, draft, found, *, is_static):
    is_saving = request.POST.get("do") == SAVE
    context = {"form": form, "found": found, "is_static": is_static, "is_saving": is_saving}
    status = UNPROCESSABLE if is_saving else 200
    if not is_static:
        known = vocabulary()
        problems: dict[str, str] = {}
        try:
            tree = read(draft, known)
            context |= {"said": describe(tree, known), "glance": glance_of(tree, known, request.membership)}
        except Unsound as refusal:
            problems = refusal.problems
        context["is_unsound"] = bool(problems)
        shown = problems if is_saving else {}
        context["root"] = drafts.show(draft, known, shown)
        context["problem"] = shown.get("r", "")
    return page_or_part(request, "accounts/segments/builder.html", "builder", context, status)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def segment_archive(request, number):
    """POST archives it; with `undo` it is back."""
    found = find_segment(number)
    words = {"name": isolated(found.name)}
    try:
        if is_undo(request):
            found.restore(by=request.membership)
            say_done(request, _("Back among the segments: %(name)s") % words)
        else:
            found.archive(by=request.membership)
            url = workspace_url(request, "accounts:segment_archive", number=number)
            say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    except NameInUse:
        messages.error(request, _("Another segment in use has this name. Choose another one."))
    return to_page(request, "accounts:segments")


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def segment_readings(request, number):
    """POST reads who is in it now and keeps that; what takes long is done as a job."""
    found = find_segment(number)
    try:
        made = read_now(found, by=request.membership)
    except Unsound:
        messages.error(request, _("Its rules name something that is gone: change them first."))
        return to_page(request, "accounts:segment", number=number)
    if not isinstance(made, SegmentReading):
        return to_page(request, "desk:job", number=made.number)
    text = ngettext("%(count)s person is in it.", "%(count)s people are in it.", made.people)
    messages.success(request, text % {"count": formats.number(made.people)})
    return to_page(request, "accounts:segment", number=number)
