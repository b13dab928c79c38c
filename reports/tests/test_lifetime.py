"""The models of lifetime value against the figures of the papers, and against whatever hypothesis thinks of."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.lifetime import bgnbd, gamma_gamma
from reports.lifetime.bgnbd import BGNBD
from reports.lifetime.gamma_gamma import GammaGamma
from reports.lifetime.value import expected_value
from reports.tests import cdnow

CDNOW = BGNBD(0.243, 4.414, 0.793, 2.426)
positive = st.floats(1e-3, 1e3)
models = st.builds(BGNBD, r=positive, alpha=positive, a=positive, b=positive)


@st.composite
def customers(draw):
    x = draw(st.integers(0, 100_000))
    T = draw(st.floats(0, 5_000))
    tx = draw(st.floats(0, 1)) * T if x else 0.0
    return x, tx, T


class TestPapers:
    def test_the_shop_has_the_parameters_of_the_paper(self):
        x, tx, T = cdnow.columns("cdnow_customers_summary.csv", "frequency", "recency", "T")
        assert len(x) == 2_357
        found = bgnbd.fit(x, tx, T)
        printed = (round(each, 3) for each in (found.r, found.alpha, found.a, found.b))
        assert tuple(printed) == (0.243, 4.414, 0.793, 2.426)
        assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)
        # 1.226 for the customer of the paper's example.
        assert float(found.expected(39, 2, 30.43, 38.86)) == pytest.approx(1.226, abs=0.0005)

    def test_the_unit_of_time_changes_nothing_but_alpha(self):
        x, tx, T = cdnow.columns("cdnow_customers_summary.csv", "frequency", "recency", "T")
        weeks = bgnbd.fit(x, tx, T)
        days = bgnbd.fit(x, np.array(tx) * 7, np.array(T) * 7)
        assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx(
            (weeks.r, weeks.alpha, weeks.a, weeks.b), rel=1e-3
        )
        assert float(days.expected(273, 2, 213.01, 272.02)) == pytest.approx(1.226, abs=0.0005)

    def test_a_purchase_is_worth_what_the_note_says(self):
        x, zbar = cdnow.columns("cdnow_customers_summary_with_transactions.csv", "x", "zbar")
        assert sum(each > 0 for each in x) == 946
        found = gamma_gamma.fit(x, zbar)
        assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
        # In halalas it is the same shop.
        minor = gamma_gamma.fit(x, np.array(zbar) * 100)
        assert (minor.p, minor.q, minor.gamma / 100) == pytest.approx(
            (found.p, found.q, found.gamma), rel=1e-3
        )

    def test_the_closed_form_is_that_of_the_paper(self):
        """Equation 10 as it is printed, where its hypergeometric function does not overflow."""
        from scipy.special import hyp2f1

        m, t, x, tx, T = CDNOW, 39, 5, 20.0, 38.0
        z = t / (m.alpha + T + t)
        inner = ((m.alpha + T) / (m.alpha + T + t)) ** (m.r + x)
        inner *= hyp2f1(m.r + x, m.b + x, m.a + m.b + x - 1, z)
        gone = 1 + m.a / (m.b + x - 1) * ((m.alpha + T) / (m.alpha + tx)) ** (m.r + x)
        printed = (m.a + m.b + x - 1) / (m.a - 1) * (1 - inner) / gone
        assert float(m.expected(t, x, tx, T)) == pytest.approx(printed, rel=1e-9)


class TestWhoeverTheCustomerIs:
    @given(model=models, customer=customers())
    def test_a_probability_is_one(self, model, customer):
        p = float(model.p_alive(*customer))
        assert 0 <= p <= 1

    @given(model=models, customer=customers(), weeks=st.floats(0, 1_000))
    def test_silence_makes_it_fall(self, model, customer, weeks):
        x, tx, T = customer
        assert model.p_alive(x, tx, T + weeks) <= model.p_alive(x, tx, T) + 1e-12

    @given(model=models, customer=customers(), t=st.floats(0, 1_000), more=st.floats(0, 1_000))
    def test_more_time_brings_no_fewer_purchases(self, model, customer, t, more):
        now, later = float(model.expected(t, *customer)), float(model.expected(t + more, *customer))
        assert 0 <= now < np.inf
        assert later >= now - 1e-6 * max(now, 1)

    @given(p=positive, q=positive, gamma=positive, x=st.integers(0, 10**6), zbar=st.floats(0, 1e12))
    def test_a_purchase_is_worth_something_finite(self, p, q, gamma, x, zbar):
        worth = float(GammaGamma(p, q, gamma).expected(x, zbar, otherwise=7))
        assert 0 <= worth < np.inf

    @settings(max_examples=25)
    @given(customer=customers(), worth=st.floats(0, 1e9))
    def test_three_years_are_worth_no_less_than_one_and_a_discount_no_more(self, customer, worth):
        one = float(expected_value(CDNOW, worth, *customer, months=12))
        three = float(expected_value(CDNOW, worth, *customer, months=36))
        plain = float(expected_value(CDNOW, worth, *customer, months=36, yearly_discount=0))
        assert 0 <= one <= three * (1 + 1e-9) + 1e-6
        assert three <= plain * (1 + 1e-9) + 1e-6
        whole = worth * float(CDNOW.expected(36 * 365.25 / 7 / 12, *customer))
        assert plain == pytest.approx(whole, rel=1e-6, abs=1e-3)

    @pytest.mark.parametrize("customer", [
        (-1, 0, 5), (1.5, 1, 5), (2, 6, 5), (0, 1, 5), (1, -1, 5), (1, float("nan"), 5), (1, 1, float("inf")),
    ])  # fmt: skip
    def test_figures_that_nobody_can_have_are_refused(self, customer):
        with pytest.raises(ValueError, match=r"."):
            CDNOW.p_alive(*customer)

    def test_without_a_second_purchase_there_is_nothing_to_learn(self):
        for empty in ([], [0, 0]):
            with pytest.raises(ValueError, match="second"):
                bgnbd.fit(empty, empty, empty)
            with pytest.raises(ValueError, match="second"):
                gamma_gamma.fit(empty, empty)

    def test_customers_who_are_all_alike_do_not_break_the_search(self):
        found = bgnbd.fit([3] * 300, [30.0] * 300, [40.0] * 300)
        assert np.isfinite([found.r, found.alpha, found.a, found.b]).all()
        assert 0 <= float(found.p_alive(3, 30, 40)) <= 1


def test_nobody_pays_for_numpy_who_only_reads():
    program = (
        "import sys; from reports.lifetime import bgnbd, gamma_gamma, value, rfm;"
        "assert not {'numpy', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
