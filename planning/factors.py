"""The six factors in words: what is asked, what the five marks mean, which end is the good one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AMOUNTS = (
    pgettext_lazy("how much", "Very little"),
    pgettext_lazy("how much", "Little"),
    pgettext_lazy("how much", "Middling"),
    pgettext_lazy("how much", "Much"),
    pgettext_lazy("how much", "Very much"),
)
STRENGTHS = (
    pgettext_lazy("how strong", "Very weak"),
    pgettext_lazy("how strong", "Weak"),
    pgettext_lazy("how strong", "Fair"),
    pgettext_lazy("how strong", "Strong"),
    pgettext_lazy("how strong", "Very strong"),
)
MORE_IS_BETTER, LESS_IS_BETTER = _("The more, the better."), _("The less, the better.")


@dataclass(frozen=True)
class Factor:
    label: Any
    question: Any
    good: Any
    words: tuple = AMOUNTS

    @property
    def choices(self):
        return list(enumerate(self.words, 1))


FACTORS = {
    "competition": Factor(
        _("Competition"), _("How much do others compete for this customer?"), LESS_IS_BETTER
    ),
    "relationship": Factor(
        _("Strength of the relationship"),
        _("How strong is our relationship with those who decide?"),
        MORE_IS_BETTER,
        STRENGTHS,
    ),
    "resources": Factor(
        _("Resources needed"), _("How much time and money does serving them well take?"), LESS_IS_BETTER
    ),
    "growth": Factor(
        _("Growth potential"), _("How much more could they buy within three years?"), MORE_IS_BETTER
    ),
    "partnership": Factor(
        _("Partnership potential"),
        _("How much could we build together beyond buying and selling?"),
        MORE_IS_BETTER,
    ),
    "health": Factor(
        _("Financial health"), _("How strong is their financial position?"), MORE_IS_BETTER, STRENGTHS
    ),
}


def word_for(factor: str, mark: int) -> str:
    return str(dict(FACTORS[factor].choices)[mark])
