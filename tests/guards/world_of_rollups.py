"""How the tables of reports are filled for the nets: their sums go together, and they name what there is."""

from datetime import date

FILLINGS = {
    "reports.AccountMonth": {"month": date(2026, 1, 1), "purchases": 2, "sales": 1, "revenue_minor": 100},
    "reports.CohortCell": {"cohort": date(2026, 1, 1), "period": date(2026, 2, 1), "customers": 1},
    "reports.Figure": {
        "kpi": "revenue",
        "until_on": date(2026, 2, 1),
        "first_on": date(2026, 1, 1),
        "found": [],
    },
    "reports.ProductPair": {
        "both_count": 5,
        "of_count": 6,
        "other_count": 7,
        "everybody_count": 9,
        "lift": 1.1,
    },
    "reports.ProductSuggestion": {"bought_count": 5, "of_count": 6, "score": 0.8, "expected_minor": 100},
    "reports.RollupState": {"time_zone": "Asia/Riyadh", "currency": "SAR"},
    # One KPI: what is sent is one of three.
    "reports.ReportSubscription": {
        "kpi": "revenue",
        "board": "",
        "built": None,
        "narrowing": {},
        "weekday": 6,
        "day": 1,
    },
    "reports.ReportSending": {"first_on": date(2026, 1, 1), "until_on": date(2026, 2, 1), "outcome": "sent"},
    # Numbers, and no texts that anybody typed.
    "reports.AccountHealth": {"facts": {}},
    "reports.HealthReading": {"facts": {}},
    "reports.CostRates": {"from_on": date(2026, 1, 1), "by_role": {}, "minutes": {}},
    "reports.RollupCheck": {"checked_count": 2, "wrong_count": 0},
}
