"""The library of articles: added, changed, offered to whom they interest, and noted as sent."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import LabelsField
from accounts.models import Tag
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from interactions.models import Article, ArticleInterest, ArticleSending
from interactions.models.article import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE
from lib import formats
from lib.formfields import CleanCharField, FormTokenField
from lib.text import fold
from timeline.services import record

WRITTEN = ("title", "language", "text", "link")
MOST_OFFERED = 5


@transaction.atomic
def add_article(*, by, interests=(), form_token=None, **written) -> Article:
    """IntegrityError when the form was sent before."""
    made = Article.objects.create(created_by=by, form_token=form_token, **written)
    _set_interests(made, interests)
    record("article.created", made, by=by)
    return made


@transaction.atomic
def change_article(article, *, by, read_version, changed, interests) -> Article:
    """Save an edited article; `changed` names the fields, none of them means nothing. Raises Stale."""
    if changed:
        article.save_version(read_version=read_version)
        _set_interests(article, interests)
        record("article.changed", article, by=by, fields=sorted(changed))
    return article


def _set_interests(article, names) -> None:
    named = [Tag.objects.named(name, kind=Tag.Kind.INTEREST) for name in sorted(names, key=fold)]
    wanted = {tag.pk for tag in named if tag}
    article.interests.exclude(tag__in=wanted).delete()
    held = set(article.interests.values_list("tag_id", flat=True))
    ArticleInterest.objects.bulk_create(
        ArticleInterest(article=article, tag_id=pk) for pk in sorted(wanted - held)
    )


def articles():
    """All of them, each with its interests and how often it was sent."""
    stands = Count("sendings", filter=Q(sendings__interaction__removed_at=None))
    interests = Prefetch(
        "interests", ArticleInterest.objects.select_related("tag").order_by("tag__name_fold")
    )
    return Article.objects.annotate(times=stands).prefetch_related(interests)


def offered_to(contact) -> list[Article]:
    """What could be sent to this contact next, the newest first."""
    return list(Article.objects.fitting(contact, language=contact.language).order_by("-pk")[:MOST_OFFERED])


def note_sending(article, interaction) -> None:
    """Written down once, also when the form was sent twice."""
    ArticleSending.objects.get_or_create(interaction=interaction, defaults={"article": article})


class ArticleForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = CleanCharField(max_length=LONGEST_TITLE, label=_("Title"))
    language = forms.ChoiceField(
        choices=Article.Language, widget=forms.RadioSelect, initial="ar", label=_("Language")
    )
    text = CleanCharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 7}), label=_("Text")
    )
    link = CleanCharField(
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
        label=_("Link"),
        help_text=_("Where the whole of it can be read."),
    )
    interests = LabelsField(
        required=False,
        label=_("Interests"),
        help_text=_("Separate interests with commas. Who has one of them is offered this article."),
    )

    def __init__(self, data=None, *, instance=None):
        self.instance = instance
        stands = {name: getattr(instance, name) for name in (*WRITTEN, "version")} if instance else {}
        if instance:
            stands["interests"] = formats.listed(
                each.tag for each in instance.interests.select_related("tag").order_by("tag__name_fold")
            )
        super().__init__(data, initial=stands)

    def clean_title(self):
        if not says_something(self.cleaned_data["title"]):
            raise ValidationError(NEEDS_A_LETTER)
        return self.cleaned_data["title"]

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and "://" not in link:
            link = f"https://{link}"
        if link:
            URLValidator(["http", "https"], message=_("Write an address such as https://example.com/advice"))(
                link
            )
        return link

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("text") or cleaned.get("link")) and not {"text", "link"} & set(self.errors):
            self.add_error("text", _("Write the text, or where it can be read."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the article that is edited; the names of what changed."""
        changed = [name for name, value in self.written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, self.written[name])
        return changed + (["interests"] if "interests" in self.changed_data else [])
