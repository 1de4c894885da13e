"""The log: one line per event on the error output; words on a terminal, JSON in a pipe; never a traceback."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
SPOKEN = logging.ERROR
"""A command says itself what went wrong; its log only has what it cannot say."""


class _ErrorOutput:
    """The error output of the moment, wherever it goes by then."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_log(level: str, *, spoken: bool = True) -> None:
    """From now on events of this level go to the error output; `spoken`: a command tells the rest itself."""
    words = sys.stderr.isatty()
    line: Processor = (
        structlog.dev.ConsoleRenderer() if words else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            short_error,
            line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(max(LEVELS[level], SPOKEN if spoken else 0)),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _ErrorOutput())),
    )


def short_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The exception of an event as one line: what, and the innermost place."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__name__}: {error}"
        event["at"] = _innermost(error.__traceback__)
    return event


def _innermost(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
