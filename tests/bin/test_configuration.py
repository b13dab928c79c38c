from pathlib import Path

import pytest
from house.configuration import for_steps, for_web, for_workers, require_whole_database
from house.trouble import Trouble

SERVICES = {
    "DATABASE_URL": "postgres://app",
    "MIGRATION_DATABASE_URL": "postgres://owner",
    "PLATFORM_DATABASE_URL": "postgres://platform",
    "REDIS_URL": "redis://broker",
}


def steps(**changed):
    options = {"demo": True, "secret_key": "random"} | changed
    return for_steps(Path("/data"), SERVICES, "http://127.0.0.1:8000", **options)


@pytest.mark.usefixtures("clean_environment")
def test_only_steps_know_the_owner_and_only_web_the_platform():
    assert steps()["MIGRATION_DATABASE_URL"] == "postgres://owner"
    web, workers = for_web(steps()), for_workers(steps())
    assert "MIGRATION_DATABASE_URL" not in web
    assert web["PLATFORM_DATABASE_URL"] == "postgres://platform"
    assert {"MIGRATION_DATABASE_URL", "PLATFORM_DATABASE_URL"}.isdisjoint(workers)
    assert web["DATABASE_URL"] == workers["DATABASE_URL"] == "postgres://app"


@pytest.mark.usefixtures("clean_environment")
def test_a_worker_that_is_stopped_gives_its_tasks_back_in_time():
    workers = for_workers(steps())
    assert workers["REMAP_SIGTERM"] == "SIGQUIT"
    assert workers["WORKER_SOFT_SHUTDOWN_SECONDS"] == "4"


def test_what_the_caller_set_goes_before_our_defaults(clean_environment):
    clean_environment.setenv("SECRET_KEY", "of the caller")
    clean_environment.setenv("EMAIL_URL", "smtp://mail.example:25")
    clean_environment.setenv("DEMO", "1")
    env = steps(demo=False)
    assert env["SECRET_KEY"] == "of the caller"
    assert env["EMAIL_URL"] == "smtp://mail.example:25"
    assert env["DEMO"] == "0"


def test_bytecode_is_kept_whatever_the_caller_likes(clean_environment):
    clean_environment.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in steps()


def test_a_stray_owner_address_never_goes_before_the_embedded_one(clean_environment):
    clean_environment.setenv("MIGRATION_DATABASE_URL", "postgres://elsewhere")
    assert steps()["MIGRATION_DATABASE_URL"] == "postgres://owner"


def test_a_database_of_ones_own_needs_all_three_roles(clean_environment):
    clean_environment.setenv("DATABASE_URL", "postgres://app")
    clean_environment.setenv("PLATFORM_DATABASE_URL", "postgres://platform")
    with pytest.raises(Trouble, match="MIGRATION_DATABASE_URL must be set too"):
        require_whole_database()
