from pathlib import Path

import dj_database_url
import redis
from house.urls import postgres_url, redis_url


def test_a_socket_folder_and_any_password_survive_the_settings():
    url = postgres_url("crm_app", "p@ss/wörd:%", Path("/var/lib/sila/a b/socket"), "sila")
    read = dj_database_url.parse(url)
    assert read["HOST"] == "/var/lib/sila/a b/socket"
    assert read["USER"] == "crm_app"
    assert read["PASSWORD"] == "p@ss/wörd:%"
    assert read["NAME"] == "sila"


def test_one_broker_address_serves_celery_and_redis():
    pool = redis.ConnectionPool.from_url(redis_url("s/e:c@", 6400))
    assert pool.connection_kwargs["password"] == "s/e:c@"
    assert (pool.connection_kwargs["host"], pool.connection_kwargs["port"]) == ("127.0.0.1", 6400)
