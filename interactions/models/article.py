"""Article: something useful to customers, with the interests it is for; and to whom it was sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import folded
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 120, 4000, 500


class ArticleQuerySet(OfferedQuerySet):
    def fitting(self, contact, *, language=""):
        """Those in use for one of the contact's interests, in a language they read, and not sent to them yet.

        What was sent with an interaction that was removed was not sent.
        """
        sent = ArticleSending.objects.filter(
            article=models.OuterRef("pk"),
            interaction__removed_at=None,
            interaction__presences__contact=contact,
        )
        shared = ArticleInterest.objects.filter(
            article=models.OuterRef("pk"), tag__contact_interests__contact=contact
        )
        found = self.in_use().filter(models.Exists(shared), ~models.Exists(sent))
        return found.filter(language=language) if language in dict(Article.Language.choices) else found


@tracked()
class Article(Offered):
    class Language(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        ENGLISH = "en", _("English")

    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    title_fold = folded(models.F("title"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ARABIC)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    link = models.URLField(_("link"), max_length=LONGEST_LINK, blank=True)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(ArticleQuerySet)()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["title_fold", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(link=""), name="interactions_article_says_something"
            )
        ]

    @property
    def name(self) -> str:
        return self.title

    @property
    def written(self) -> str:
        """As it is sent to a customer."""
        return "\n\n".join(filter(None, [self.title, self.text, self.link]))


class ArticleInterest(WorkspaceModel):
    """An interest that an article is for."""

    article = WorkspaceForeignKey(
        Article, on_delete=models.CASCADE, related_name="interests", is_indexed=False
    )
    tag = WorkspaceForeignKey("accounts.Tag", on_delete=models.CASCADE, related_name="article_interests")

    class Meta:
        verbose_name = _("interest of an article")
        verbose_name_plural = _("interests of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "article", "tag"], name="interactions_articleinterest_once"
            )
        ]

    def __str__(self):
        return str(self.tag)


class ArticleSending(WorkspaceModel):
    """The interaction with which an article was sent; its contacts are who it was sent to."""

    article = WorkspaceForeignKey(Article, on_delete=models.CASCADE, related_name="sendings")
    interaction = WorkspaceForeignKey(
        "interactions.Interaction", on_delete=models.CASCADE, related_name="+", is_indexed=False
    )

    class Meta:
        verbose_name = _("sending of an article")
        verbose_name_plural = _("sendings of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "interaction"], name="interactions_articlesending_once"
            )
        ]

    def __str__(self):
        return f"{self.article_id}: {self.interaction_id}"
