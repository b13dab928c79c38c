"""Which products belong together, and what customers of the same taste buy: arithmetic on who bought what.

A table of 0 and 1: rows are customers, columns are products. Whoever bought a product ten times counts once. Counts are
customers, not purchases. Rules of association as Agrawal, Imielinski and Swami (1993) have them:
support = both / everybody, confidence = both / those of X, lift = confidence / (those of Y / everybody).
Likeness of two customers is the cosine of their rows: products in common / sqrt(products of one * those of the other).
The floors are ours: below FEWEST customers a pair is chance, and could be recognised by who knows one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

FEWEST = 5  # customers who bought both, or alike customers who bought it
LEAST_LIFT = 1.0  # above it the two belong together more than by chance
ALIKE = 20  # customers asked, the most alike first
LEAST_LIKENESS = 0.2
CELLS = 1_000_000  # of the widest table that is held at once


@dataclass(frozen=True)
class Bought:
    """Keys in order, and the table with a row for each customer and a column for each product."""

    accounts: list[int]
    products: list[int]
    table: Any


@dataclass(frozen=True)
class Pair:
    """`both` of the `of` customers who bought the product also bought the other, as `others` of everybody did."""

    product: int
    other: int
    both: int
    of: int
    others: int
    everybody: int

    @property
    def support(self) -> float:
        return self.both / self.everybody

    @property
    def confidence(self) -> float:
        return self.both / self.of

    @property
    def lift(self) -> float:
        return self.both * self.everybody / (self.of * self.others)


@dataclass(frozen=True)
class Liked:
    """Of the `asked` most alike customers so many bought the product."""

    product: int
    bought: int
    asked: int


def table_of(rows: list[tuple[int, int]]) -> Bought:
    """Of (customer, product), each at most once."""
    import numpy as np
    from scipy import sparse

    accounts, places = np.unique(np.array([row[0] for row in rows], dtype=np.int64), return_inverse=True)
    products, columns = np.unique(np.array([row[1] for row in rows], dtype=np.int64), return_inverse=True)
    ones = np.ones(len(rows), dtype=np.int32)
    table = sparse.csr_matrix((ones, (places, columns)), shape=(len(accounts), len(products)))
    return Bought([int(key) for key in accounts], [int(key) for key in products], table)


def pairs_of(bought: Bought, fewest: int = FEWEST) -> Iterator[Pair]:
    """Every pair above the floors, in both directions; a few columns at a time."""
    import numpy as np

    table = bought.table
    everybody, width = table.shape
    counts = np.asarray(table.sum(axis=0)).ravel()
    step = max(1, CELLS // (width or 1))
    by_product = table.T.tocsr()
    for start in range(0, width, step):
        together = (by_product[start : start + step] @ table).tocoo()
        for row, column, both in zip(together.row, together.col, together.data, strict=True):
            place = start + int(row)
            if place == column or both < fewest:
                continue
            pair = Pair(
                bought.products[place], bought.products[column],
                int(both), int(counts[place]), int(counts[column]), everybody,
            )  # fmt: skip
            if pair.lift > LEAST_LIFT:
                yield pair


def liked_by(bought: Bought, keys: list[int], fewest: int = FEWEST) -> Iterator[tuple[int, list[Liked]]]:
    """What the most alike customers of each of these bought and it did not; of equals the lower key is asked."""
    import numpy as np

    places = {key: place for place, key in enumerate(bought.accounts)}
    known = [places[key] for key in keys if key in places]
    table = bought.table
    sizes = np.asarray(table.sum(axis=1)).ravel().astype(float)
    turned = table.T.tocsc()
    step = max(1, CELLS // (len(bought.accounts) or 1))
    for start in range(0, len(known), step):
        some = known[start : start + step]
        shared = (table[some] @ turned).tocsr()
        for row, place in enumerate(some):
            span = slice(shared.indptr[row], shared.indptr[row + 1])
            others, counts = shared.indices[span], shared.data[span]
            cosine = counts / np.sqrt(sizes[place] * sizes[others])
            keep = (others != place) & (cosine >= LEAST_LIKENESS)
            others, cosine = others[keep], cosine[keep]
            asked = others[np.lexsort((others, -np.round(cosine, 12)))[:ALIKE]]
            votes = np.asarray(table[asked].sum(axis=0)).ravel() if len(asked) else np.zeros(table.shape[1])
            own = set(table[place].indices.tolist())
            yield (
                bought.accounts[place],
                [
                    Liked(bought.products[column], int(votes[column]), len(asked))
                    for column in np.flatnonzero(votes >= fewest).tolist()
                    if column not in own
                ],
            )
