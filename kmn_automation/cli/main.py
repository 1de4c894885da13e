"""The command `kmn`: exit codes and error sentences; the groups register themselves below."""

from __future__ import annotations

import sys

import typer
from click.exceptions import Abort, ClickException, NoSuchOption, UsageError

from kmn_automation.cli.console import ERR
from kmn_automation.model.error import KmnError

EXIT_USAGE = 2
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="kmn",
    help="KMN Automation: Berichte prüfen, Schreiben verfassen, nach Freigabe versenden.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Runs a command; whatever goes wrong ends in one German sentence and an exit code, never in a traceback."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """The exit code of one command line."""
    try:
        return int(app(arguments, prog_name="kmn", standalone_mode=False) or 0)
    except BrokenPipeError:
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 the last line: a person never sees a traceback
        sentence, code = _explain(error)
    ERR.print(sentence, markup=False)
    return code


def _explain(error: BaseException) -> tuple[str, int]:
    match error:
        case KmnError():
            return str(error), error.exit_code
        case NoSuchOption():
            near = f" Meinten Sie {error.possibilities[0]}?" if error.possibilities else ""
            return f"Die Option {error.option_name} gibt es nicht.{near}", EXIT_USAGE
        case UsageError():
            where = error.ctx.command_path if error.ctx else "kmn"
            return f"{error.format_message()}\nHilfe:  {where} --help", EXIT_USAGE
        case Abort() | KeyboardInterrupt():
            return "Abgebrochen.", EXIT_INTERRUPTED
        case ClickException():
            return error.format_message(), EXIT_USAGE
        case _:
            return f"Unerwarteter Fehler in KMN Automation: {type(error).__name__}: {error}", EXIT_BUG
