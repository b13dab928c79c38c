import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    """The tests of the floor read messages in the language of the code."""
    with translation.override("en"):
        yield
