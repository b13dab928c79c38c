"""How a list is narrowed by a custom field: conditions that the indexes of its values hold under row security."""

import django_filters as filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from accounts.custom.definitions import Definition, Kind
from accounts.custom.formfields import YES, NumberField
from accounts.models.custom import FOLD_LENGTH
from lib.formfields import DayField
from lib.text import fold

LAST_CHARACTER = "\U0010ffff"


def holding(queryset, definition: Definition, **conditions):
    return queryset.filter(Exists(definition.values.filter(record=OuterRef("pk"), **conditions)))


class Beginning(filters.CharFilter):
    """Texts that begin so, in any spelling: a range, which the index holds under row security."""

    def __init__(self, definition: Definition, **kwargs):
        super().__init__(**kwargs)
        self.definition = definition

    def filter(self, queryset, value):
        if not value:
            return queryset
        beginning = fold(value)[:FOLD_LENGTH]
        if not beginning:
            return queryset.none()
        bounds = {"text_fold__gte": beginning, "text_fold__lt": beginning + LAST_CHARACTER}
        return holding(queryset, self.definition, **bounds)


class Bound(filters.Filter):
    """One end of a range."""

    def __init__(self, definition: Definition, **kwargs):
        super().__init__(**kwargs)
        self.definition = definition

    def filter(self, queryset, value):
        if value is None:
            return queryset
        condition = f"{self.definition.column}__{self.lookup_expr}"
        return holding(
            queryset,
            self.definition,
            **{condition: self.definition.columns_of(value)[self.definition.column]},
        )


class AmountBound(Bound):
    field_class = NumberField

    def __init__(self, definition: Definition, **kwargs):
        super().__init__(definition, is_whole=False, **kwargs)


class DayBound(Bound):
    field_class = DayField


class OneOf(filters.ChoiceFilter):
    """One of a few values, or none at all. Retired choices too: they may stand somewhere."""

    def __init__(self, definition: Definition, choices, **kwargs):
        super().__init__(choices=choices, null_label=gettext_lazy("Not filled in"), **kwargs)
        self.definition = definition

    def filter(self, queryset, value):
        if value in ("", None):
            return queryset
        if value == self.null_value:
            return queryset.exclude(Exists(self.definition.values.filter(record=OuterRef("pk"))))
        if self.definition.kind == Kind.YES_NO:
            return holding(queryset, self.definition, is_yes=value == YES)
        return holding(queryset, self.definition, choice=self.meant(value))

    def meant(self, value: str) -> int:
        return next(each.pk for each in self.definition.choices if str(each.number) == value)
