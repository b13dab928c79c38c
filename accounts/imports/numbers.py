"""Numbers for new records, taken in blocks: taking one locks the series, so it is done apart from the long work."""

from dataclasses import dataclass

from django.db import transaction

from lib.tenancy.models import take_numbers


@dataclass
class NumberStock:
    """Numbers in hand, as ranges [first, last]; kept in the cursor of the job, so that few are lost."""

    ranges: list[list[int]]

    @property
    def left(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def fill(self, model, wanted: int) -> None:
        """In a transaction of its own, which ends before the batch begins."""
        missing = wanted - self.left
        if missing > 0:
            with transaction.atomic():
                first = take_numbers(model, missing)
            self.ranges.append([first, first + missing - 1])

    def take(self) -> int:
        first, last = self.ranges[0]
        self.ranges[0] = [first + 1, last]
        if first == last:
            self.ranges.pop(0)
        return first
