"""Structured logs: one JSON object per line, on standard error, without secrets."""

from __future__ import annotations

import re
from typing import Any

import structlog

_SECRET_NAMES = ("password", "token", "secret", "authorization", "api_key", "otp", "code")
_NO_SECRETS = ("status_code", "error_code", "exit_code")
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_ROW_VALUES = re.compile(r"(?<=^DETAIL:  )(Failing row contains|Key) .*$", re.MULTILINE)


def hide_secrets(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The last safeguard: a value with a secret's name is never written."""
    for name in event:
        if name not in _NO_SECRETS and any(each in name.lower() for each in _SECRET_NAMES):
            event[name] = "[hidden]"
        elif isinstance(event[name], str):
            event[name] = _JWT.sub("[hidden]", event[name])  # e.g. in a path
    return event


def hide_rows(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drop the row's values from PostgreSQL's error; those of a user include the password hash."""
    if "exception" in event:
        event["exception"] = _ROW_VALUES.sub("[values hidden]", event["exception"])
    return event


def drop_request(
    _: object, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Django adds the whole request to its messages, whose text includes the address with its
    query, and that the tokens of mailed links and feeds.
    """
    event.pop("request", None)
    return event


def hide_tokens(_: Any, __: str, line: str) -> str:
    """Hide tokens in the finished line: they may come with any object."""
    return _JWT.sub("[hidden]", line)


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    drop_request,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_secrets,
]


def logging_config(*, level: str) -> dict[str, Any]:
    """For Django's LOGGING; also routes structlog's own loggers to the same handler."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hide_rows,
                    structlog.processors.JSONRenderer(),
                    hide_tokens,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # crashes; client errors are in our own line
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "httpx2": {"level": "WARNING"},  # at INFO it logs addresses with their queries
        },
    }
