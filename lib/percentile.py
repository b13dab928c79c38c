"""The value that so large a share of a set does not pass; PostgreSQL works it out and interpolates between two rows."""

from django.db.models import Aggregate


class Percentile(Aggregate):
    """`Percentile("took", share=0.9)`; null for an empty set. Its kind is that of the expression, or output_field."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression, *, share: float, **extra):
        super().__init__(expression, share=share, **extra)
