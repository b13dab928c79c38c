"""Remark: an answer of a customer that somebody looks after until the customer has an answer and it is closed."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from surveys.models.answer import SurveyAnswer
from timeline.services import record


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of customers this member may see."""
        if membership.sees_everything:
            return self
        seen = Account.objects.visible_to(membership)
        return self.filter(answer__invitation__account__in=seen)

    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)

    def of_customers_in_use(self):
        return self.filter(answer__invitation__account__archived_at=None)

    def with_people(self):
        return self.select_related(
            "answer__invitation__survey",
            "answer__invitation__contact",
            "answer__invitation__account",
            "owner__user",
            "closed_by__user",
        )


class Remark(NumberedModel):
    answer = WorkspaceForeignKey(
        SurveyAnswer, on_delete=models.CASCADE, related_name="remarks", is_indexed=False
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    opened_at = models.DateTimeField(_("waits since"), default=timezone.now, editable=False)
    # The e-mail by which the customer was answered last.
    reply = WorkspaceForeignKey(
        "interactions.Interaction", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("customer answered at"), null=True, editable=False)
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    done = models.TextField(_("what was done"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = WorkspaceManager.from_queryset(RemarkQuerySet)()

    class Meta:
        verbose_name = _("remark of a customer")
        verbose_name_plural = _("remarks of customers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "answer"], name="surveys_remark_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(done=""), name="surveys_remark_closed_with_words"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "opened_at", "id"],
                condition=Q(closed_at=None),
                name="surveys_remark_waiting",
            )
        ]

    def __str__(self):
        return self.answer.invitation.survey.name

    @property
    def account(self):
        return self.answer.invitation.account

    @property
    def contact(self):
        return self.answer.invitation.contact

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def wait_to_change(self):
        """Lock the customer, then the row; refused while the customer is archived."""
        self.account.wait_to_change()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def tell(self, verb, *, by):
        record(verb, self, by=by, context=self.account)

    @transaction.atomic
    def close(self, *, by, done):
        """With what was done; the promise to talk to the customer is kept by it. The opposite is reopen()."""
        self.wait_to_change()
        if not self.is_open:
            return
        self.closed_at, self.closed_by, self.done = timezone.now(), by, done
        self.save(update_fields=["closed_at", "closed_by", "done"])
        if self.follow_up is not None and self.follow_up.is_open:
            self.follow_up.finish(by=by)
        self.tell("remark.closed", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """It waits again; what was done stays written, to go on from."""
        self.wait_to_change()
        if self.is_open:
            return
        self.closed_at, self.closed_by = None, None
        self.save(update_fields=["closed_at", "closed_by"])
        self.tell("remark.reopened", by=by)

    @transaction.atomic
    def hand_to(self, owner, *, by):
        """Somebody else looks after it."""
        self.wait_to_change()
        if self.owner_id == owner.pk:
            return
        self.owner = owner
        self.save(update_fields=["owner"])
        self.tell("remark.handed", by=by)
