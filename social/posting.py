"""The plan of posts: adding one, changing it, and what a person may write about it."""

from datetime import datetime, time, timedelta

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from interactions.formfields import ClockField
from interactions.forms import waiting_files
from lib.file_fields import FilesField
from lib.formfields import CleanCharField, DayField, FormTokenField
from social.forms import FURTHEST, LinkField
from social.models import Network, SocialPost
from social.models.post import may_approve
from social.networks import LONGEST_TEXT
from timeline.attaching import attach_brought, named_limits
from timeline.services import record

WRITTEN = ("networks", "text", "planned_at", "writer")
USUAL_CLOCK = time(10)


@transaction.atomic
def add_post(*, by, fields, files=None, form_token=None) -> SocialPost:
    """IntegrityError when the form was sent before, Refused for a file that is not taken."""
    made = SocialPost.objects.create(**fields, created_by=by, form_token=form_token)
    record("socialpost.created", made, by=by)
    if files:
        attach_brought(made, files, by=by, is_told=False)
    return made


@transaction.atomic
def change_post(post, *, by, read_version, changed) -> SocialPost:
    """Save an edited post. Raises Stale. Another text or network of an approved one is a draft again, unless who
    changes it may approve it."""
    if not changed:
        return post
    if {"text", "networks"} & set(changed) and not (by is not None and may_approve(by)):
        post.state, post.approved_by = SocialPost.State.DRAFT, None
    post.save_version(read_version=read_version)
    record("socialpost.changed", post, by=by, fields=sorted(changed))
    return post


class PostForm(forms.Form):
    """`instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = CleanCharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "data-first": ""}),
        label=_("Text of the post"),
    )
    networks = forms.MultipleChoiceField(
        choices=Network, widget=forms.CheckboxSelectMultiple, label=_("Networks")
    )
    on = DayField(label=_("Planned for the day"))
    clock = ClockField(required=False, label=_("Time"))
    writer = MemberField(label=_("Who writes and publishes it"), empty_label=None)
    files = FilesField(label=_("Files"))

    def __init__(self, data=None, files=None, *, membership, instance=None):
        self.membership, self.instance = membership, instance
        super().__init__(data, files, initial=self._stands(instance))
        if instance is not None:
            self.fields["writer"].offering(kept=instance.writer_id)
            del self.fields["files"]

    def _stands(self, instance) -> dict:
        if instance is None:
            tomorrow = timezone.localdate() + timedelta(days=1)
            return {"writer": self.membership, "on": tomorrow, "clock": USUAL_CLOCK}
        at = timezone.localtime(instance.planned_at)
        stands = {name: getattr(instance, name) for name in ("text", "networks", "writer", "version")}
        return {**stands, "on": at.date(), "clock": at.time()}

    @property
    def file_limits(self) -> str:
        return named_limits()

    @property
    def waiting_files(self):
        return waiting_files(self)

    def clean(self):
        cleaned = super().clean()
        day, today = cleaned.get("on"), timezone.localdate()
        if day and not today - FURTHEST < day < today + FURTHEST:
            self.add_error("on", _("This day is too far away. Check the year."))
        elif day:
            clock = (cleaned.get("clock") or USUAL_CLOCK).replace(second=0, microsecond=0)
            cleaned["planned_at"] = timezone.make_aware(datetime.combine(day, clock))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the post that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed


class PublishedForm(forms.Form):
    link = LinkField(required=True, label=_("Where it was published"))
