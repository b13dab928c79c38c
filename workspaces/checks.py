"""What must hold before anybody is served: the database keeps workspaces apart."""

import structlog
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from lib.tenancy import inspection

log = structlog.get_logger(__name__)

ADVICE = (
    "Run the migrations as crm_owner, and compare with lib/tenancy/constraints.py what was changed by hand."
)


@register(Tags.database)
def workspaces_are_kept_apart(app_configs, databases, **kwargs):
    """`manage.py check --database default`; bin/run and `manage.py doctor` ask it too."""
    found = []
    for alias in set(databases or []) & {"default", "platform"}:
        try:
            found += inspection.table_problems(connections[alias])
        except ImproperlyConfigured as refusal:
            found.append(str(refusal))
    return [Error(problem, hint=ADVICE, id="workspaces.E001") for problem in dict.fromkeys(found)]


def refuse_if_open() -> None:
    """Called when web and workers start. A database that is away is looked at when it comes: each connection is."""
    connection = connections["default"]
    try:
        problems = inspection.table_problems(connection)
    except OperationalError as error:
        log.warning("database_unreachable_at_start", error=str(error).splitlines()[0])
        return
    except ImproperlyConfigured as refusal:
        raise SystemExit(f"Sila does not start: {refusal}") from refusal
    finally:
        connection.close()  # or the processes that are forked from this one would share it
    if problems:
        raise SystemExit(f"Sila does not start: {'; '.join(problems)}. {ADVICE}")
