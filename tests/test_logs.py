import json
import logging
import logging.config

import pytest
from django.conf import settings

from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


def test_a_fault_is_logged_as_one_line_with_its_request_and_workspace(noor):
    formatter = logging.config.DictConfigurator(settings.LOGGING).configure_formatter(
        settings.LOGGING["formatters"]["line"]
    )
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It broke: %s", ("هنا",), None)
    with workspace(noor.pk):
        line = formatter.format(record)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["message"], told["workspace"], told["level"]) == ("It broke: هنا", noor.pk, "error")
