"""One line of JSON for everything logged, with the workspace and the number of the request it belongs to."""

import structlog

from lib.tenancy import state


def add_workspace(logger, method, event):
    event["workspace"] = state.current_workspace_id()
    return event


SHARED = [
    structlog.contextvars.merge_contextvars,
    add_workspace,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)

FORMATTER = {
    "()": structlog.stdlib.ProcessorFormatter,
    "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder(allow={"status_code"})],
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": FORMATTER},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": "INFO"},
    "loggers": {
        # What a person typed wrong is no news for operators; what failed is.
        "django": {"handlers": ["stream"], "level": "INFO", "propagate": False},
        # It writes addresses of pages, and those of invitations and resets open doors.
        "axes": {"level": "WARNING"},
        "django.request": {"handlers": ["stream"], "level": "ERROR", "propagate": False},
    },
}
