"""Survey: what is asked of customers, in Arabic and English.

Its questions are written while it is a draft and stand as they are once it is open, so that all answers are answers
to the same questions. It can go back to a draft as long as nobody was invited; after that a copy is changed instead.
"""

from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.services import record

MOST_QUESTIONS = 30


class NotADraft(Exception):
    """Its questions stand as they are: it is open, or was, and customers were invited."""


class NotNow(Exception):
    """Its state does not allow this; str() of it says why, for people."""


def in_language(first: str, second: str, language: str) -> str:
    """The Arabic or the English text, or the one that there is."""
    return (first or second) if language.startswith("ar") else (second or first)


def has_text(name: str, *fields: str):
    """At least one of the languages."""
    empty = Q(**dict.fromkeys(fields, ""))
    return models.CheckConstraint(condition=~empty, name=name)


class SurveyQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Survey.State.OPEN)

    def with_counts(self, membership):
        """Each with how many were invited and how many have answered, of the customers this member may see."""
        from surveys.models.invitation import SurveyInvitation

        seen = SurveyInvitation.objects.visible_to(membership).filter(
            survey=OuterRef("pk"), withdrawn_at=None
        )
        counted = seen.order_by().values("survey")
        return self.annotate(
            invited=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
            answered=Coalesce(Subquery(counted.annotate(n=Count("answered_at")).values("n")), 0),
        )


class Survey(Kept):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", pgettext_lazy("state of a survey", "Open")
        CLOSED = "closed", _("Closed")

    title_ar = models.CharField(_("title in Arabic"), max_length=150, blank=True)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    intro_ar = models.TextField(_("introduction in Arabic"), max_length=1000, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=1000, blank=True)
    thanks_ar = models.TextField(_("thanks in Arabic"), max_length=500, blank=True)
    thanks_en = models.TextField(_("thanks in English"), max_length=500, blank=True)
    asks_testimonial = models.BooleanField(
        _("asks happy customers for a testimonial"), default=False, db_default=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(SurveyQuerySet)()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-id"]
        constraints = [has_text("surveys_survey_has_a_title", "title_ar", "title_en")]

    @property
    def name(self) -> str:
        return self.title(get_language() or "ar")

    def title(self, language: str) -> str:
        return in_language(self.title_ar, self.title_en, language)

    def intro(self, language: str) -> str:
        return in_language(self.intro_ar, self.intro_en, language)

    def thanks(self, language: str) -> str:
        return in_language(self.thanks_ar, self.thanks_en, language)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def badge(self) -> str:
        return {self.State.DRAFT: "waiting", self.State.OPEN: "done"}.get(self.state, "neutral")

    def asked(self) -> list:
        """Its questions in their order, each with its choices."""
        return list(self.questions.kept().prefetch_related("choices"))

    def wait_to_change(self):
        """Lock the row."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def hold_draft(self):
        """Lock it for a change of its questions; raises NotADraft once it was opened."""
        self.wait_to_change()
        if not self.is_draft:
            raise NotADraft

    @transaction.atomic
    def open(self, *, by):
        """From now on customers can be invited. The opposite is back_to_draft()."""
        self.wait_to_change()
        if self.is_open:
            return
        if self.state == self.State.CLOSED:
            raise NotNow(_("A closed survey is opened again, with the questions it had."))
        if not self.questions.kept().exists():
            raise NotNow(_("Add at least one question before you open the survey."))
        self._move(self.State.OPEN, "opened", by=by, opened_at=timezone.now())

    @transaction.atomic
    def back_to_draft(self, *, by):
        self.wait_to_change()
        if self.is_draft:
            return
        if self.invitations.exists():
            raise NotNow(_("Customers were invited already: make a copy and change its questions."))
        self._move(self.State.DRAFT, "redrafted", by=by, opened_at=None, closed_at=None)

    @transaction.atomic
    def close(self, *, by):
        """Links do not take answers any more. The opposite is reopen()."""
        self.wait_to_change()
        if self.state == self.State.CLOSED:
            return
        if self.is_draft:
            raise NotNow(_("A draft takes no answers: there is nothing to close."))
        self._move(self.State.CLOSED, "closed", by=by, closed_at=timezone.now())

    @transaction.atomic
    def reopen(self, *, by):
        self.wait_to_change()
        if self.is_open:
            return
        if self.is_draft:
            raise NotNow(_("A draft is opened, not opened again."))
        self._move(self.State.OPEN, "reopened", by=by, closed_at=None)

    def _move(self, state, verb, *, by, **columns):
        self.state = state
        for name, value in columns.items():
            setattr(self, name, value)
        self.save_version()
        record(f"survey.{verb}", self, by=by)
