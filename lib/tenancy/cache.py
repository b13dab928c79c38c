"""The cache: each workspace's answers under its own keys, and no page that fails because the cache is away."""

import json
import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from lib.tenancy import state

logger = logging.getLogger(__name__)


def make_key(key, key_prefix, version):
    """Cache keys carry the workspace, so that no answer of one is ever given to another."""
    workspace_id = state.current_workspace_id()
    scope = "all" if workspace_id is None else f"w{workspace_id}"
    return f"{key_prefix}:{version}:{scope}:{key}"


class Unreadable(RedisError):
    """What stands in the cache is not what we write there."""


class JsonSerializer:
    """JSON alone: Django's own pickles would run whatever somebody who reached Redis has put there."""

    def dumps(self, value):
        return json.dumps(value)

    def loads(self, kept):
        try:
            return json.loads(kept)
        except (ValueError, RecursionError) as error:
            raise Unreadable from error


class HintCache(RedisCache):
    """A cache that may be emptied or away at any moment: then nothing is found and nothing is kept.

    What must not be forgotten (locked sign-ins, used codes, jobs, mail) is in PostgreSQL.
    """

    def __init__(self, server, params):
        params = {**params, "OPTIONS": {**params.get("OPTIONS", {}), "serializer": JsonSerializer}}
        super().__init__(server, params)

    def _forgiving(self, method, otherwise, *args, **kwargs):
        try:
            return getattr(super(), method)(*args, **kwargs)
        except RedisError as error:
            logger.warning("The cache did not answer %s: %s", method, type(error).__name__)
            return otherwise

    def add(self, key, value, *args, **kwargs):
        return self._forgiving("add", True, key, value, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._forgiving("get", default, key, default, version)

    def set(self, key, value, *args, **kwargs):
        return self._forgiving("set", None, key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        return self._forgiving("touch", False, key, *args, **kwargs)

    def delete(self, key, version=None):
        return self._forgiving("delete", False, key, version)

    def get_many(self, keys, version=None):
        return self._forgiving("get_many", {}, keys, version)

    def has_key(self, key, version=None):
        return self._forgiving("has_key", False, key, version)

    def incr(self, key, delta=1, version=None):
        return self._forgiving("incr", delta, key, delta, version)

    def set_many(self, data, *args, **kwargs):
        return self._forgiving("set_many", list(data), data, *args, **kwargs)

    def delete_many(self, keys, version=None):
        return self._forgiving("delete_many", None, keys, version)

    def clear(self):
        return self._forgiving("clear", False)
