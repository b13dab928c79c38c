import pickle

import pytest
from django.conf import settings
from django.core.cache import cache

from lib.tenancy.cache import HintCache
from lib.tenancy.state import workspace

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


class Planted:
    """Whoever unpickles this runs it."""

    was_run = False

    def __reduce__(self):
        return setattr, (Planted, "was_run", True)


@pytest.mark.django_db
def test_what_one_workspace_caches_another_does_not_get(noor, bahr):
    with workspace(noor.pk):
        cache.set("customers", 300)
        assert cache.get("customers") == 300
    with workspace(bahr.pk):
        assert cache.get("customers") is None


@pytest.mark.parametrize("value", [7, True, None, "نور", 1.5, [1.5, "a"], {"a": [1]}])
def test_what_json_can_say_is_kept(value):
    cache.set("key", value)
    assert cache.get("key", "nothing") == value


def test_what_json_cannot_say_is_refused():
    with pytest.raises(TypeError):
        cache.set("key", object())


def test_numbers_still_count():
    cache.set("count", 1)
    assert cache.incr("count", 2) == 3


@pytest.mark.parametrize("planted", [pickle.dumps(Planted()), b"\xff\xfe", b"{", b"[" * 100_000, b""])
def test_what_a_stranger_puts_into_redis_is_never_run_nor_an_error(planted):
    cache.set("key", 1)
    client = cache._cache.get_client("key", write=True)
    client.set(cache.make_and_validate_key("key"), planted)
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get_many(["key"]) == {}
    assert not Planted.was_run


def test_all_that_is_kept_for_others_is_json():
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert (settings.CELERY_TASK_SERIALIZER, settings.CELERY_ACCEPT_CONTENT) == ("json", ["json"])
    assert {options["BACKEND"] for options in settings.CACHES.values()} == {"lib.tenancy.cache.HintCache"}


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
