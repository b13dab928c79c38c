"""Testimonial: what a customer says of us, whether and where it may be used, and where it stands."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from sales.following import followers_of_testimonials
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record


class NoConsent(ValidationError):
    """The customer did not agree to this use, or does so no longer."""

    def __init__(self):
        super().__init__(_now("The customer has not agreed to this use. Ask for it first."))


class TestimonialQuerySet(AboutAnAccount):
    def matching(self, query):
        return self.filter(account__in=Account.objects.matching(query))

    def kept(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)


class Scope(models.TextChoices):
    WEBSITE = "website", _("Website")
    SOCIAL = "social", _("Social media")
    PROPOSALS = "proposals", _("Offers and proposals")


# What a customer wrote is not kept where no deletion of the customer reaches it.
@tracked(exclude=["text", "token_hash"])
class Testimonial(Kept):
    __test__ = False  # no class of tests, whatever its name begins with

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GIVEN = "given", _("Given")
        DECLINED = "declined", _("Declined")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="testimonials",
        verbose_name=_("account"),
        editable=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="testimonials",
        verbose_name=_("contact"),
        is_indexed=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, editable=False)
    asked_on = models.DateField(_("asked on"), null=True, editable=False)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    text = models.TextField(_("what they say"), max_length=3_000, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating of 5"), null=True, blank=True)
    # Consent: to what, on which day, and until when.
    on_website = models.BooleanField(_("may stand on the website"), default=False)
    on_social = models.BooleanField(_("may stand in social media"), default=False)
    in_proposals = models.BooleanField(_("may stand in offers and proposals"), default=False)
    with_name = models.BooleanField(_("with the name of the customer"), default=False)
    consent_on = models.DateField(_("consent given on"), null=True, editable=False)
    withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, editable=False)
    # Of the link by which the customer gives it; only its hash is kept.
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("link works until"), null=True, editable=False)
    language = models.CharField(_("language"), max_length=5, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )

    objects = WorkspaceManager.from_queryset(TestimonialQuerySet)()

    class Meta:
        verbose_name = _("testimonial")
        verbose_name_plural = _("testimonials")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="sales_testimonial_rating"
            ),
            models.UniqueConstraint(
                fields=["workspace", "token_hash"],
                condition=~Q(token_hash=""),
                name="sales_testimonial_token",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(consent_on__isnull=False),
                name="sales_testimonial_withdrawn_was_given",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "created_at", "id"], name="sales_testimonial_created")]

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def has_consent(self) -> bool:
        return self.consent_on is not None and self.withdrawn_on is None

    @property
    def scopes(self) -> list[str]:
        """Where it may be used now."""
        if not self.has_consent or self.state != self.State.GIVEN:
            return []
        allowed = {"website": self.on_website, "social": self.on_social, "proposals": self.in_proposals}
        return [scope for scope, may in allowed.items() if may]

    @property
    def is_by_link(self) -> bool:
        """The customer's own words, which no colleague changes."""
        return self.state == self.State.GIVEN and self.asked_on is not None

    @property
    def agreed(self) -> list[str]:
        """Where it may be used now, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]

    @property
    def standing(self) -> list["TestimonialUse"]:
        """Where it stands now; those to which nobody agrees (any more) have `must_go`."""
        found = list(self.uses.filter(ended_on=None))
        for each in found:
            each.must_go = each.scope not in self.scopes
        return found

    @property
    def takes_answer(self) -> bool:
        """Whether the customer's link still takes one."""
        is_open = self.state == self.State.ASKED and not self.is_archived and not self.account.is_archived
        return bool(is_open and self.expires_at and self.expires_at > timezone.now())

    def tell(self, verb, *, by, **detail):
        record(verb, self, by=by, context=self.account, **detail)

    @transaction.atomic
    def use(self, *, by, scope, place, link="", on_day=None):
        """Write down where it stands now. Raises NoConsent for what the customer has not agreed to."""
        self.wait_to_change()
        if scope not in self.scopes or self.is_archived:
            raise NoConsent
        made = TestimonialUse.objects.create(
            testimonial=self,
            scope=scope,
            place=place,
            link=link,
            on_day=on_day or timezone.localdate(),
            by=by,
        )
        self.tell("testimonial.used", by=by, place=place)
        return made

    @transaction.atomic
    def withdraw(self, *, by) -> list:
        """The customer no longer agrees: the uses that have to be taken down. The opposite is agree_again().

        Also of what is archived: `by` is nobody when the customer says so by the link, and whoever asked is told.
        """
        if self._set_withdrawn(timezone.localdate(), "testimonial.withdrawn", by=by) and by is None:
            self.tell_people("testimonial.withdrawn")
        return self.standing

    @transaction.atomic
    def agree_again(self, *, by):
        self._set_withdrawn(None, "testimonial.agreed_again", by=by)

    def _set_withdrawn(self, day, verb, *, by) -> bool:
        self.wait_for_others()
        if self.consent_on is None or (self.withdrawn_on is None) == (day is None):
            return False
        self.withdrawn_on = day
        self.save_version()
        self.tell(verb if by else f"{verb}_by_link", by=by)
        return True

    def wait_for_others(self):
        """Lock the customer, then the row, archived or not."""
        self.account.wait_for_others()
        self.refresh_from_db(from_queryset=Testimonial.objects.select_for_update(no_key=True))

    def tell_people(self, notice):
        """Whoever asked for it, and whoever looks after the customer."""
        notify(notice, {self.created_by, self.account.owner}, subject=self)

    @transaction.atomic
    def decline(self, *, by):
        """The customer would rather not; `by` is nobody when he says so by the link. The opposite is ask_again()."""
        self._set_declined(
            self.State.ASKED, self.State.DECLINED, "declined" if by else "declined_by_link", by=by
        )
        if by is None:
            self.tell_people("testimonial.declined")

    @transaction.atomic
    def ask_again(self, *, by):
        """After all: the link takes an answer again for as long as it would have."""
        self._set_declined(self.State.DECLINED, self.State.ASKED, "asked_again", by=by)

    def _set_declined(self, former, state, verb, *, by):
        self.wait_to_change()
        if self.state != former:
            return
        self.state = state
        self.save_version()
        self.tell(f"testimonial.{verb}", by=by)

    @transaction.atomic
    def archive(self, *, by):
        """Out of lists, such as one that was asked for by mistake; its link closes. The opposite is restore()."""
        self._set_archived(timezone.now(), "archived", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_archived(None, "restored", by=by)

    def _set_archived(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_archived == (moment is not None):
            return
        self.archived_at = moment
        self.save_version()
        self.tell(f"testimonial.{verb}", by=by)
        for each in followers_of_testimonials:
            each(self)


class TestimonialUse(WorkspaceModel):
    """One place where a testimonial stands, or stood until it was taken down."""

    __test__ = False

    testimonial = WorkspaceForeignKey(Testimonial, on_delete=models.CASCADE, related_name="uses")
    scope = models.CharField(_("where"), max_length=10, choices=Scope)
    place = models.CharField(_("place"), max_length=200)
    link = models.CharField(_("link"), max_length=300, blank=True)
    on_day = models.DateField(_("since"))
    ended_on = models.DateField(_("taken down on"), null=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("use of a testimonial")
        verbose_name_plural = _("uses of testimonials")
        ordering = ["-on_day", "-id"]

    def __str__(self):
        return self.place

    @transaction.atomic
    def end(self, *, by):
        """It was taken down there."""
        self.testimonial.wait_to_change()
        ended = TestimonialUse.objects.filter(pk=self.pk, ended_on=None).update(ended_on=timezone.localdate())
        if ended:
            self.testimonial.tell("testimonial.use_ended", by=by, place=self.place)


class TestimonialMail(WorkspaceModel):
    """By which letter it was asked for: its link is made as that leaves."""

    __test__ = False

    testimonial = WorkspaceForeignKey(
        Testimonial, on_delete=models.CASCADE, related_name="mails", is_indexed=False
    )
    mail = WorkspaceForeignKey("messaging.OutgoingMail", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("letter that asks for a testimonial")
        verbose_name_plural = _("letters that ask for testimonials")

    def __str__(self):
        return str(self.testimonial)
