"""What every public form of a workspace keeps: whether it is open, its words in both languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import in_two_languages
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class PublicFormQuerySet(models.QuerySet):
    def standing(self):
        """That of the open workspace; as it usually is when nobody has kept one yet."""
        return self.select_related("owner__user").first() or self.model()


class PublicForm(WorkspaceModel):
    """One of a kind for each workspace; each names its `owner`, who gets what comes by it."""

    is_open = models.BooleanField(_("the form is open to the public"), default=False)
    title_ar = models.CharField(_("title in Arabic"), max_length=120, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    intro_ar = models.TextField(_("introduction in Arabic"), max_length=1000, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=1000, blank=True)
    thanks_ar = models.TextField(_("thanks in Arabic"), max_length=1000, blank=True)
    thanks_en = models.TextField(_("thanks in English"), max_length=1000, blank=True)

    objects = WorkspaceManager.from_queryset(PublicFormQuerySet)()

    class Meta:
        abstract = True

    def words(self, name: str) -> str:
        """A text of it in the language in force, or the one there is."""
        return in_two_languages(getattr(self, f"{name}_ar"), getattr(self, f"{name}_en"))
