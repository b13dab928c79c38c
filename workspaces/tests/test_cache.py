import pytest
from django.core.cache import cache

from lib.tenancy.cache import HintCache
from lib.tenancy.state import workspace

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.mark.django_db
def test_what_one_workspace_caches_another_does_not_get(noor, bahr):
    with workspace(noor.pk):
        cache.set("customers", 300)
        assert cache.get("customers") == 300
    with workspace(bahr.pk):
        assert cache.get("customers") is None


def test_without_a_cache_nothing_is_found_and_nothing_fails():
    gone = HintCache(NOBODY_LISTENS, {})
    assert gone.add("key", 1)
    gone.set("key", 1)
    assert gone.get("key", "nothing") == "nothing"
    assert gone.incr("key") == 1
    assert gone.get_many(["key"]) == {}
    assert not gone.has_key("key")
    gone.delete("key")
    gone.clear()
