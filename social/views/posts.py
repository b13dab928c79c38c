"""The plan of posts: a week of it, writing one, the page of one, and its verbs. Nothing is published by Sila."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from interactions.week import DAYS, asked_day, week_of
from lib import formats
from lib.dates import start_of_day
from lib.file_fields import FilesForm
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from social.models import SocialPost
from social.models.post import NotNow, may_approve
from social.posting import PostForm, PublishedForm, add_post, change_post
from timeline.attaching import attach_brought, named_limits, put_files
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.hours_forms import weekday_choices
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of

MOST_EVENTS, MOST_OVERDUE = 20, 30
STATES = {"draft": "neutral", "approved": "info", "published": "done", "cancelled": "neutral"}


def all_posts():
    return SocialPost.objects.select_related("writer__user", "approved_by__user")


def find_post(number):
    return get_object_or_404(all_posts(), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def posts(request):
    """A week of the plan; `from` is a day of it. What should have been out before stands above."""
    hours, today = working_hours_of(request.workspace), timezone.localdate()
    days = week_of(asked_day(request.GET.get("from", ""), today), hours)
    begin, end = (start_of_day(day) for day in (days[0], days[-1] + timedelta(days=1)))
    planned = [marked(each) for each in all_posts().filter(planned_at__gte=begin, planned_at__lt=end)]
    names, url = dict(weekday_choices()), workspace_url(request, "social:posts")
    overdue = all_posts().unpublished().filter(planned_at__lt=min(begin, start_of_day(today)))
    context = {
        "days": [
            {
                "on": day,
                "weekday": names[day.weekday()],
                "is_today": day == today,
                "is_off": not hours.is_working_day(day),
                "posts": [each for each in planned if timezone.localtime(each.planned_at).date() == day],
            }
            for day in days
        ],
        "overdue": [marked(each) for each in overdue[:MOST_OVERDUE]],
        "before_url": f"{url}?from={days[0] - timedelta(days=DAYS):%Y-%m-%d}",
        "after_url": f"{url}?from={days[0] + timedelta(days=DAYS):%Y-%m-%d}",
        "now_url": "" if today in days else url,
        "is_anything": bool(planned) or SocialPost.objects.exists(),
    }
    return render(request, "social/posts.html", context)


def marked(post):
    """With its time of day, and how its badge looks."""
    post.badge, post.clock = STATES[post.state], formats.clock(post.planned_at)
    return post


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def post_new(request):
    form = PostForm(posted(request), request.FILES or None, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_post, by=request.membership),
                SocialPost,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
                files=form.cleaned_data["files"],
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            say_done(request, _("Planned: %(name)s.") % {"name": isolated(made.name)})
            return to_page(request, "social:post", number=made.number)
    cancel_url = workspace_url(request, "social:posts")
    return form_page(request, "social/post_form.html", form, cancel_url=cancel_url)


@workspace_page(Permission.VIEW_CUSTOMERS)
def post(request, number):
    return post_page(request, find_post(number))


def post_page(request, found, form=None):
    put_files([found])
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    may_write = request.membership.can(Permission.EDIT_CUSTOMERS)
    context = {
        "post": marked(found),
        "facts": facts(found),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "may_change": found.may_be_changed_by(request.membership),
        "may_approve": may_approve(request.membership) and found.state == SocialPost.State.DRAFT,
        "may_write": may_write,
        "publishing": (form or PublishedForm())
        if may_write and (form or found.state == SocialPost.State.APPROVED)
        else None,
        "limits": named_limits(),
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "social/post.html", context, status=status)


def facts(found) -> list[dict]:
    known = [
        {"label": _("Networks"), "value": found.network_names},
        {"label": _("Planned for"), "value": formats.moment(found.planned_at)},
        {"label": _("Who writes and publishes it"), "value": found.writer.user.name},
        {"label": _("Approved by"), "value": found.approved_by.user.name if found.approved_by else ""},
        {
            "label": _("Published at"),
            "value": formats.moment(found.published_at) if found.published_at else "",
        },
    ]
    return [fact for fact in known if fact["value"]]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def post_edit(request, number):
    found = find_post(number)
    if not found.is_open:
        return too_late(request, found)
    form = PostForm(posted(request), membership=request.membership, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "social:post", number=number)
    cancel_url = workspace_url(request, "social:post", number=number)
    return form_page(request, "social/post_form.html", form, post=found, cancel_url=cancel_url)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_post(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        refuse_stale(form, SocialPost.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(saved.name)})
    return True


def too_late(request, found):
    messages.info(request, _("Its state has changed meanwhile: %(state)s.") % {"state": state_of(found)})
    return to_page(request, "social:post", number=found.number)


def state_of(found) -> str:
    return SocialPost.objects.get(pk=found.pk).get_state_display()


def done(request, found, text, name):
    url = workspace_url(request, f"social:{name}", number=found.number)
    say_done(request, text % {"name": isolated(found.name)}, undo_url=url)
    return to_page(request, "social:post", number=found.number)


def taken_back(request, found, of):
    try:
        found.take_back(by=request.membership, of=of)
    except NotNow:
        return too_late(request, found)
    say_done(request, _("Taken back: %(name)s.") % {"name": isolated(found.name)})
    return to_page(request, "social:post", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def approval(request, number):
    """POST: it may go out as it stands, says who leads the team; with `undo` it is a draft again."""
    found = find_post(number)
    if not may_approve(request.membership):
        raise PermissionDenied
    if is_undo(request):
        return taken_back(request, found, SocialPost.State.APPROVED)
    try:
        found.approve(by=request.membership)
    except NotNow:
        return too_late(request, found)
    return done(request, found, _("Approved: %(name)s."), "approval")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def publication(request, number):
    """POST notes where it was published; with `undo` it was not."""
    found = find_post(number)
    if is_undo(request):
        return taken_back(request, found, SocialPost.State.PUBLISHED)
    form = PublishedForm(request.POST)
    if not form.is_valid():
        return post_page(request, found, form)
    try:
        found.publish(link=form.cleaned_data["link"], by=request.membership)
    except NotNow:
        return too_late(request, found)
    return done(request, found, _("Published: %(name)s."), "publication")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def post_cancellation(request, number):
    """POST calls it off; with `undo` it is a draft again."""
    found = find_post(number)
    if is_undo(request):
        return taken_back(request, found, SocialPost.State.CANCELLED)
    try:
        found.cancel(by=request.membership)
    except NotNow:
        return too_late(request, found)
    return done(request, found, _("Called off: %(name)s."), "post_cancellation")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def post_files(request, number):
    found = find_post(number)
    if not found.may_be_changed_by(request.membership):
        return too_late(request, found)
    form = FilesForm(request.POST, request.FILES)
    form.full_clean()
    try:
        attach_brought(found, form.cleaned_data["files"], by=request.membership)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return to_page(request, "social:post", number=number)
