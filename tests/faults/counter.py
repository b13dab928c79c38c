"""Colleagues who redeem points at the counter, and what the tables say of all points, past the app."""

import random
import threading
import time
import uuid

from tests.faults.browser import NO_ANSWER

PEOPLE = ("huda", "mona", "salem")
# Wallets whose balance, entries, lots and holds do not say the same.
OFF = """
    select wallet.id from loyalty_wallet wallet
    cross join lateral (select coalesce(sum(points), 0) as points, count(*) as count
        from loyalty_pointsentry where wallet_id = wallet.id) entries
    cross join lateral (select coalesce(sum(remaining_points), 0) as points, coalesce(sum(held_points), 0) as held
        from loyalty_lot where wallet_id = wallet.id) lots
    cross join lateral (select coalesce(sum(points), 0) as points
        from loyalty_hold where wallet_id = wallet.id and state = 'held') holds
    where (balance_points, balance_points, last_seq, held_points, held_points)
        is distinct from (entries.points, lots.points, entries.count, lots.held, holds.points) or balance_points < 0
"""
LOTS_OFF = """
    select lot.id from loyalty_lot lot where remaining_points <> points + (
        select coalesce(sum(points), 0) from loyalty_allocation where lot_id = lot.id)
"""
ENTRIES_OFF = """
    select entry.id from loyalty_pointsentry entry where points <>
        (select coalesce(sum(points), 0) from loyalty_lot where entry_id = entry.id)
        + (select coalesce(sum(points), 0) from loyalty_allocation where entry_id = entry.id)
"""


def assert_sums_agree(sila) -> None:
    assert [sila.sql(off) for off in (OFF, LOTS_OFF, ENTRIES_OFF)] == [[], [], []]


class Counter:
    """Each hands a reward over at once or keeps it first, and sends every form until it is acknowledged."""

    def __init__(self, sila):
        self.sila = sila
        ((reward,),) = sila.sql("select number from loyalty_reward")
        self.reward = reward
        self.wallets = [number for (number,) in sila.sql("select number from loyalty_wallet order by id")]
        self.over = threading.Event()
        self.asked: list[str] = []  # for, acknowledged
        self.handed_over: list[int] = []
        self.statuses: set[int] = set()
        self.threads = [threading.Thread(target=self._work, args=[person]) for person in PEOPLE]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _work(self, person) -> None:
        browser, chance = self.sila.browser(person), random.Random(person)
        while not self.over.is_set():
            token, way = str(uuid.uuid4()), chance.choice(("fulfilled", "held"))
            page = f"/w/noor/loyalty/{chance.choice(self.wallets)}/redeem/"
            form = {"form_token": token, "reward": self.reward, "way": way}
            place = self._until_saved(lambda page=page, form=form: browser.post(page, **form))
            self.asked.append(token)
            if way == "held":
                self._until_saved(lambda place=place: browser.post(f"{place}fulfilment/"))
            self.handed_over.append(int(place.rstrip("/").rpartition("/")[2]))

    def _until_saved(self, ask) -> str:
        while True:
            try:
                answer = ask()
            except NO_ANSWER:
                time.sleep(0.1)
                continue
            self.statuses.add(answer.status)
            if answer.status == 303:
                return answer.place
            time.sleep(0.1)

    def grows(self):
        before = len(self.handed_over)
        return lambda: len(self.handed_over) > before + 3
