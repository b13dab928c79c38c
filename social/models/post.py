"""SocialPost: something of ours that is planned for the networks; a person publishes it there and notes where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.models.interaction import LEADERS
from interactions.models.kept import Kept
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from social.networks import LONGEST_LINK, LONGEST_TEXT, Network
from timeline.notifying import notify
from timeline.services import record
from workspaces.roles import Permission

LONGEST_NAME = 70


class NotNow(Exception):
    """Its state does not allow this, or no longer: a colleague was faster."""


class SocialPostQuerySet(models.QuerySet):
    def unpublished(self):
        return self.filter(state__in=[SocialPost.State.DRAFT, SocialPost.State.APPROVED])


class SocialPost(Kept):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", pgettext_lazy("post", "Approved")
        PUBLISHED = "published", pgettext_lazy("post", "Published")
        CANCELLED = "cancelled", _("Called off")

    networks = ArrayField(models.CharField(max_length=10, choices=Network), verbose_name=_("networks"))
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    planned_at = models.DateTimeField(_("planned for"))
    writer = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who writes and publishes it"),
        is_indexed=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    approved_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    link = models.URLField(_("where it was published"), max_length=LONGEST_LINK, blank=True)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(SocialPostQuerySet)()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["planned_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="social_socialpost_published_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "planned_at", "id"], name="social_posts_planned"),
            models.Index(fields=["workspace", "state", "planned_at"], name="social_posts_state"),
        ]

    @property
    def name(self) -> str:
        first = self.text.strip().partition("\n")[0]
        return first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1].rstrip()}…"

    @property
    def network_names(self) -> str:
        names = dict(Network.choices)
        return formats.listed(str(names.get(each, each)) for each in self.networks)

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.APPROVED}

    @property
    def is_late(self) -> bool:
        return self.is_open and self.planned_at < timezone.now()

    def may_be_changed_by(self, membership) -> bool:
        """By anybody who writes here, until it is out."""
        return self.is_open and membership.can(Permission.EDIT_CUSTOMERS)

    def wait_to_change(self):
        """Lock the row."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def _move(self, to, verb, *, by, froms, **values):
        self.wait_to_change()
        if self.state not in froms:
            raise NotNow
        self.state = to
        for name, value in values.items():
            setattr(self, name, value)
        self.save_version()
        record(verb, self, by=by)

    @transaction.atomic
    def approve(self, *, by):
        """It may go out as it stands. The opposite is take_back()."""
        self._move(
            self.State.APPROVED, "socialpost.approved", by=by, froms={self.State.DRAFT}, approved_by=by
        )
        notify("socialpost.approved", [self.writer], subject=self, by=by)

    @transaction.atomic
    def publish(self, *, link, by):
        """It was published there by a person. Only what was approved. The opposite is take_back()."""
        moment = timezone.now()
        self._move(
            self.State.PUBLISHED,
            "socialpost.published",
            by=by,
            froms={self.State.APPROVED},
            link=link,
            published_at=moment,
        )

    @transaction.atomic
    def cancel(self, *, by):
        self._move(
            self.State.CANCELLED,
            "socialpost.cancelled",
            by=by,
            froms={self.State.DRAFT, self.State.APPROVED},
            approved_by=None,
        )

    @transaction.atomic
    def take_back(self, *, by, of=None):
        """One step back: what was published is approved still, what was approved or called off a draft.

        `of` names the state that it is to leave; without it the one it has. So Undo pressed twice is one step.
        """
        states = self.State
        self.wait_to_change()
        froms = {of} if of else set(states) - {states.DRAFT}
        if self.state == states.PUBLISHED:
            back = {"to": states.APPROVED, "published_at": None, "link": ""}
        else:
            back = {"to": states.DRAFT, "approved_by": None}
        self._move(back.pop("to"), "socialpost.reopened", by=by, froms=froms, **back)


def may_approve(membership) -> bool:
    """Who leads the team."""
    return membership.can(Permission.EDIT_CUSTOMERS) and membership.role in LEADERS
