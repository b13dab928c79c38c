"""The night's look ahead over many customers: learning both models, measuring their error, scoring everybody.

bin/benchmark foreseeing: customers are drawn from the models themselves, two years of purchases, without a database; so
what is measured is the arithmetic. `--customers` says how many.
"""

import argparse
import time

from benchmarks.pages import machine
from reports.lifetime import fitting
from reports.lifetime.value import expected_value

WEEKS = 104


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark foreseeing", description=__doc__)
    parser.add_argument("--customers", type=int, default=44_000)
    options = parser.parse_args(argv)
    now, then, later = drawn(options.customers)
    print(machine())
    fitted, wall, cpu = timed(lambda: fitting.fit(now, then, later, history_days=WEEKS * 7))
    assert fitted.purchases is not None, fitted.missing
    print(f"learned of {options.customers:,} customers, twice, with the error: {wall:.1f} s, {cpu:.1f} s CPU")
    print(fitted.purchases, fitted.worth, fitted.holdout, sep="\n")
    customer = (now.x, now.tx, now.T)
    worth = fitted.worth.expected(now.paid, now.zbar)
    _values, wall, cpu = timed(lambda: expected_value(fitted.purchases, worth, *customer, months=36))
    print(f"value of 36 months of each: {wall:.1f} s, {cpu:.1f} s CPU")


def drawn(count: int):
    """Customers as the models have them: a rate, a chance to leave after each purchase, a value."""
    import numpy as np

    dice = np.random.default_rng(7)
    begun = dice.integers(0, WEEKS * 7 - 90, count) / 7
    rates, leaving = dice.gamma(0.8, 1 / 6, count), dice.beta(0.8, 2.4, count)
    values = dice.gamma(4, 1, count) * 5_000 / dice.gamma(3.7, 1, count)
    now, then, later = [], [], []
    cut = WEEKS - fitting.held_back_days(WEEKS * 7) / 7
    months = fitting.held_back_days(WEEKS * 7) // fitting.MONTH_DAYS
    for first, rate, leaves in zip(begun, rates, leaving, strict=True):
        at, days = first, [first]
        while dice.random() > leaves or len(days) == 1:
            at += max(dice.exponential(1 / rate), 1 / 7)
            if at > WEEKS:
                break
            days.append(int(at * 7) / 7)
        now.append((len(days) - 1, days[-1] - first, WEEKS - first))
        if first <= cut:
            before = [day for day in days if day <= cut]
            then.append((len(before) - 1, before[-1] - first, cut - first))
            places = [min(int((day - cut) * 7 / fitting.MONTH_DAYS), months - 1) for day in days if day > cut]
            later.append(np.bincount(places, minlength=months))
    return columns(np.array(now), values), columns(np.array(then), values[: len(then)]), np.array(later)


def columns(rows, values) -> fitting.Customers:
    x, tx, T = rows.T
    return fitting.Customers(x=x, tx=tx, T=T, paid=x, zbar=values)


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - wall, time.process_time() - cpu
