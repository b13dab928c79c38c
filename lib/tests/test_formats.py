from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.utils import formats as django_formats
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from lib import formats
from lib.formats import Formats
from lib.money import parse_amount

ARABIC = Formats("ar", "Asia/Riyadh", "SAR")
ARABIC_DIGITS = Formats("ar", "Asia/Riyadh", "SAR", digits="arabic", calendar="both")
ENGLISH = Formats("en", "Asia/Dubai", "AED", digits="arabic")
EVENING = datetime(2025, 2, 28, 21, 30, tzinfo=UTC)  # already the first of March in Riyadh


@pytest.mark.parametrize(
    ("in_force", "write", "written"),
    [
        (ARABIC, lambda: formats.number(12500), "12,500"),
        (ARABIC_DIGITS, lambda: formats.number(12500), "١٢٬٥٠٠"),
        (ENGLISH, lambda: formats.number(12500), "12,500"),
        (ARABIC, lambda: formats.number(-5), "\u200e-5"),
        (ARABIC_DIGITS, lambda: formats.number(-5), "\u061c-٥"),
        (ENGLISH, lambda: formats.number(-5), "-5"),
        (ARABIC_DIGITS, lambda: formats.decimal(Decimal("12500.505")), "١٢٬٥٠٠٫٥١"),
        (ENGLISH, lambda: formats.decimal(0.125, 2), "0.13"),
        (ENGLISH, lambda: formats.decimal(Decimal("-0.001"), 2), "0.00"),
        (ENGLISH, lambda: formats.percent(12.5, 1), "12.5%"),
        (ARABIC_DIGITS, lambda: formats.percent(12.5), "١٣٪"),
        (ARABIC, lambda: formats.money(1250050), "12,500.50\u00a0ر.س"),
        (ARABIC_DIGITS, lambda: formats.money(-1250050), "\u061c-١٢٬٥٠٠٫٥٠\u00a0ر.س"),
        (ENGLISH, lambda: formats.money(1250050), "AED\u00a012,500.50"),
        (ENGLISH, lambda: formats.money(1500, "KWD"), "KWD\u00a01.500"),
        (ENGLISH, lambda: formats.money(1500, "JPY"), "JPY\u00a01,500"),
        (ARABIC, lambda: formats.money(1500, "USD"), "15.00\u00a0USD"),
        (ARABIC, lambda: formats.day(date(2025, 3, 1)), "1 مارس 2025"),
        (ARABIC_DIGITS, lambda: formats.day(date(2025, 3, 1)), "١ مارس ٢٠٢٥ (١ رمضان ١٤٤٦ هـ)"),
        (ENGLISH, lambda: formats.day(date(2025, 3, 1)), "1 March 2025"),
        (ARABIC, lambda: formats.day(EVENING), "1 مارس 2025"),
        (ARABIC, lambda: formats.moment(EVENING), "1 مارس 2025، 00:30"),
        (ENGLISH, lambda: formats.moment(EVENING), "1 March 2025, 01:30"),
        (ARABIC_DIGITS, lambda: formats.clock(EVENING), "٠٠:٣٠"),
        (ARABIC_DIGITS, lambda: formats.digits("C-2026"), "C-٢٠٢٦"),
        (ENGLISH, lambda: formats.ago(EVENING, EVENING + timedelta(days=3)), "3 days ago"),
    ],
)
def test_each_workspace_writes_in_its_own_way(in_force, write, written):
    with formats.use(in_force):
        assert write() == written


def test_formats_are_in_force_inside_the_block_only_and_nest():
    with formats.use(ARABIC):
        with formats.use(ENGLISH):
            assert formats.current() is ENGLISH
        assert formats.current() is ARABIC
    assert formats.current().currency == "SAR"


def test_outside_a_workspace_language_and_time_zone_are_the_active_ones():
    with translation.override("ar"), timezone.override("Asia/Dubai"):
        assert formats.current() == Formats("ar", "Asia/Dubai", "SAR")


def test_another_thread_has_formats_of_its_own():
    seen = []
    with formats.use(ENGLISH):
        thread = Thread(target=lambda: seen.append(formats.current().currency))
        thread.start()
        thread.join()
    assert seen == ["SAR"]


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["SAR", "KWD", "JPY", "USD"]))
def test_money_as_written_is_understood_again(minor, currency):
    for in_force in (ARABIC, ARABIC_DIGITS, ENGLISH):
        with formats.use(in_force):
            written = formats.money(minor, currency)
        # A yen of 1,500 or a dinar of 1.500 reads as it was written: groups by comma, decimals by point.
        assert parse_amount(written, currency, may_be_negative=True) == minor


@pytest.mark.parametrize("language", ["ar", "en"])
def test_django_itself_groups_by_comma_and_parts_decimals_by_point(language):
    with translation.override(language):
        assert django_formats.number_format(Decimal("459900.5"), 2, force_grouping=True) == "459,900.50"
        assert django_formats.get_format("FIRST_DAY_OF_WEEK") == 0
        assert "2025" in django_formats.date_format(date(2025, 3, 1))


def test_django_writes_arabic_days_as_the_gulf_does():
    with translation.override("ar"):
        assert django_formats.date_format(date(2025, 3, 1)) == "1 مارس 2025"
