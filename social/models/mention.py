"""SocialMention: what somebody wrote about us on a network, and what we answered."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import searchable
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from social.networks import (
    LONGEST_AUTHOR,
    LONGEST_HANDLE,
    LONGEST_LINK,
    LONGEST_TEXT,
    SENTIMENT_ICONS,
    SENTIMENT_STATES,
    Network,
    Sentiment,
)
from social.querysets import SocialMentionQuerySet
from timeline.notifying import notify
from timeline.services import record

LONGEST_NAME, LONGEST_ID = 70, 200
MOST_STARS = 5
# What a person writes down, or a file or a program brings.
WRITTEN = (
    "network", "author_name", "handle", "text", "link", "at", "followers", "sentiment", "rating",
)  # fmt: skip


class DecidedBefore(Exception):
    """A colleague has answered it already, or said that it needs no answer."""


class SocialMention(Kept):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered")
        DISMISSED = "dismissed", _("Needs no answer")

    class Source(models.TextChoices):
        PERSON = "person", _("A colleague")
        IMPORT = "import", _("Import")
        HOOK = "hook", _("Another program")

    network = models.CharField(_("network"), max_length=10, choices=Network, default=Network.X)
    # What the network calls it: what is brought in twice is kept once. Empty for what was written down by hand.
    external_id = models.CharField(
        _("its name on the network"), max_length=LONGEST_ID, blank=True, editable=False
    )
    source = models.CharField(
        _("where it comes from"), max_length=10, choices=Source, default=Source.PERSON, editable=False
    )
    author_name = models.CharField(_("who wrote it"), max_length=LONGEST_AUTHOR, blank=True)
    handle = models.CharField(_("name on the network"), max_length=LONGEST_HANDLE, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    link = models.URLField(_("link"), max_length=LONGEST_LINK, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    followers = models.PositiveIntegerField(_("followers"), null=True, blank=True)
    sentiment = models.CharField(
        _("how it is meant"), max_length=10, choices=Sentiment, default=Sentiment.NEUTRAL
    )
    rating = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who answers"),
    )
    due_at = models.DateTimeField(_("answer until"), null=True, editable=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="social_mentions",
        verbose_name=_("account"),
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="social_mentions",
        verbose_name=_("contact"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    answer_text = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    answer_link = models.URLField(_("link to the answer"), max_length=LONGEST_LINK, blank=True)
    closed_at = models.DateTimeField(_("answered or put aside at"), null=True, editable=False)
    closed_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("answered or put aside by"),
    )
    # The exchange with the customer that the answer was.
    interaction = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="social_mentions",
        verbose_name=_("interaction"),
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    search = searchable("author_name", "handle", "text")

    objects = WorkspaceManager.from_queryset(SocialMentionQuerySet)()

    class Meta:
        verbose_name = _("mention on social media")
        verbose_name_plural = _("mentions on social media")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "network", "external_id"],
                condition=~Q(external_id=""),
                name="social_socialmention_once",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, MOST_STARS)), name="social_socialmention_stars"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None)
                | (~Q(state="waiting") & Q(closed_at__isnull=False)),
                name="social_socialmention_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(contact=None) | Q(account__isnull=False),
                name="social_socialmention_contact_of_an_account",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "at", "id"], name="social_mentions_at"),
            models.Index(fields=["workspace", "state", "due_at"], name="social_mentions_due"),
            models.Index(fields=["workspace", "owner", "state", "due_at"], name="social_mentions_of_owner"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="social_mentions_search",
            ),
        ]

    @property
    def name(self) -> str:
        """What lists and sentences call it: its first words."""
        first = self.text.strip().partition("\n")[0]
        return first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1].rstrip()}…"

    @property
    def author(self) -> str:
        """Who wrote it, as people call them."""
        return self.author_name or (f"@{self.handle}" if self.handle else "")

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.due_at is not None and self.due_at < timezone.now()

    @property
    def sentiment_icon(self) -> str:
        return SENTIMENT_ICONS[Sentiment(self.sentiment)]

    @property
    def sentiment_state(self) -> str:
        return SENTIMENT_STATES[Sentiment(self.sentiment)]

    def wait_to_change(self):
        """Lock its customer, if it has one, then the row; refused while the customer is archived."""
        self.refresh_from_db(fields=["account"])
        if self.account is not None:
            self.account.wait_to_change()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def tell(self, verb, *, by, **detail):
        """On its own page, and on those of the customer and the contact whose it is."""
        record(verb, self, by=by, context=self.account, **detail)
        if self.contact is not None:
            record(verb, self, by=by, context=self.contact, is_part=True, **detail)

    def tell_owner(self, *, by):
        notify("socialmention.handed", [self.owner], subject=self, by=by)

    def close(self, state, verb, *, by):
        """Decide about it, once: who comes second is told so. Inside the transaction of the verb, after its lock."""
        if not self.is_waiting:
            raise DecidedBefore
        self.state, self.closed_at, self.closed_by = state, timezone.now(), by
        self.save_version()
        self.tell(verb, by=by)

    @transaction.atomic
    def dismiss(self, *, by):
        """It needs no answer. The opposite is reopen()."""
        self.wait_to_change()
        self.close(self.State.DISMISSED, "socialmention.dismissed", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """It waits again; what was logged as its answer is taken off the record."""
        self.wait_to_change()
        if self.is_waiting:
            return
        logged, self.interaction = self.interaction, None
        self.state, self.closed_at, self.closed_by = self.State.WAITING, None, None
        self.answer_text = self.answer_link = ""
        self.save_version()
        self.tell("socialmention.reopened", by=by)
        if logged is not None:
            logged.remove(by=by)

    @transaction.atomic
    def hand_over(self, *, to, by):
        """A colleague answers it, and is told; None leaves it to whoever comes."""
        self.wait_to_change()
        if self.owner_id == (to and to.pk):
            return
        self.owner = to
        self.save_version()
        self.tell("socialmention.handed", by=by, to=to.user.name if to else "", fields=["owner"])
        self.tell_owner(by=by)
