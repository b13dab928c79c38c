"""Whatever is told has a drawing: one that is missing is a page that fails."""

from pathlib import Path

import pytest
from django.conf import settings

from timeline.jobs import job_kinds
from timeline.notifying import notification_kinds
from timeline.verbs import verbs

DRAWN = {each.stem for each in (Path(settings.BASE_DIR) / "templates" / "icons").glob("*.svg")}


@pytest.mark.parametrize(
    "told", [verbs, notification_kinds, job_kinds], ids=["verbs", "notifications", "jobs"]
)
def test_each_has_its_icon(told):
    assert DRAWN
    assert {key: told.get(key).icon for key in told.keys() if told.get(key).icon not in DRAWN} == {}  # noqa: SIM118
