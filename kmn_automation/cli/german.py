"""Commands whose help and complaints are German; a group loads its commands when they are first needed."""

from __future__ import annotations

import importlib
import importlib.util
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured

WIDTH = 100
_VALUE = re.compile(r"\(([^()]*)\)\s*$")
_HELP_OPTION = ("--help", "Diese Hilfe.")


class Called(Protocol):
    """What a help text needs to know about the call."""

    @property
    def command_path(self) -> str:
        """The words typed so far."""


class GermanCommand(TyperCommand):
    """One command."""

    def get_help(self, ctx: Called) -> str:
        """The German help text."""
        return help_of(ctx.command_path, self, "")


class GermanGroup(TyperGroup):
    """A group of commands."""

    def get_help(self, ctx: Called) -> str:
        """The German help text."""
        commands = {name: command.help or "" for name, command in self.commands.items()}
        return help_of(ctx.command_path, self, "BEFEHL …", commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - the library keeps these types private
        """The command of that name, or a German refusal with the nearest one."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            _refuse(ctx, cmd_name, self.commands)
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of `kmn`: the module it lives in and its line in the help."""

    module: str
    help: str


class LazyGroup(TyperGroup):
    """The command `kmn`: only the module of the command that was typed is imported."""

    entries: ClassVar[Mapping[str, Entry]] = {}

    def get_help(self, ctx: Called) -> str:
        """The German help text, without importing anything."""
        present = {name: each.help for name, each in self.entries.items() if _exists(each.module)}
        return help_of(ctx.command_path, self, "BEFEHL …", present)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the library keeps its type private
        """All names, also of commands that are not imported yet."""
        return [*self.entries, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as above
        """The command of that name, imported now."""
        entry = self.entries.get(cmd_name)
        if entry and _exists(entry.module):
            return get_command(importlib.import_module(entry.module).app)
        found = super().get_command(ctx, cmd_name)
        if found is None:
            _refuse(ctx, cmd_name, [*self.entries, *self.commands])
        return found


def new_group(about: str) -> typer.Typer:
    """An empty group; its commands are added with `@group.command("name", cls=GermanCommand)`."""
    group = typer.Typer(
        cls=GermanGroup, help=about, no_args_is_help=True, add_completion=False, rich_markup_mode=None
    )
    group.callback()(_nothing)
    return group


def single() -> typer.Typer:
    """The home of one command that stands directly under `kmn`."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def help_of(path: str, command: Any, tail: str, commands: Mapping[str, str] | None = None) -> str:  # noqa: ANN401 - as above
    """Usage, purpose, arguments, options, commands."""
    shown = [each for each in command.params if not each.hidden]
    arguments = {_name(each): _about(each) for each in shown if each.param_type_name == "argument"}
    options = {_name(each): _about(each) for each in shown if each.param_type_name == "option"}
    usage = " ".join([path, *arguments, "[OPTIONEN]" if options else "", tail]).split()
    lines = [f"Aufruf:  {' '.join(usage)}", ""]
    lines += textwrap.wrap(" ".join((command.help or "").split()), WIDTH)
    for title, rows in (
        ("Angaben", arguments),
        ("Optionen", dict([*options.items(), _HELP_OPTION])),
        ("Befehle", commands or {}),
    ):
        lines += ["", f"{title}:", *_columns(rows)] if rows else []
    return "\n".join(lines)


def usage_sentence(error: BaseException) -> str:
    """What was typed wrongly, in German, with the way to the help."""
    message = str(getattr(error, "message", error))
    if type(error).__name__ == "NoArgsIsHelpError":
        return message
    path = getattr(getattr(error, "ctx", None), "command_path", "kmn")
    return f"{_sentence(error, message)}\nHilfe:  {path} --help"


def _sentence(error: BaseException, message: str) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            near = list(getattr(error, "possibilities", None) or [])
            hint = f" Meinten Sie {near[0]}?" if near else ""
            return f"Die Option {getattr(error, 'option_name', '')} gibt es nicht.{hint}"
        case "MissingParameter":
            return f"Es fehlt: {_hint(error)}."
        case "BadParameter":
            return f"{_hint(error)}: {message}"
        case "BadOptionUsage":
            return f"Die Option {getattr(error, 'option_name', '')} braucht genau einen Wert."
        case _:
            extra = _VALUE.search(message)
            return f"Zu viele Angaben: {extra[1]}." if extra else "Der Aufruf ist nicht vollständig."


def _hint(error: BaseException) -> str:
    param = getattr(error, "param", None)
    return _name(param).strip("[]") if param is not None else "Angabe"


def _name(param: Any) -> str:  # noqa: ANN401 - as above
    value = param.metavar or ""
    if param.param_type_name == "argument":
        word = value or str(param.name).upper()
        many = f"{word} …" if param.nargs == -1 else word
        return many if param.required else f"[{many}]"
    names = ", ".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag or not value else f"{names} {value}"


def _about(param: Any) -> str:  # noqa: ANN401 - as above
    need = " (nötig)" if param.required and param.param_type_name == "option" else ""
    return f"{param.help or ''}{need}"


def _columns(rows: Mapping[str, str]) -> list[str]:
    width = min(34, max(map(len, rows), default=0))
    lines = []
    for name, text in rows.items():
        first, *rest = textwrap.wrap(text, WIDTH - width - 4) or [""]
        lines += [f"  {name:<{width}}  {first}".rstrip(), *(f"  {'':<{width}}  {line}" for line in rest)]
    return lines


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _refuse(ctx: Any, name: str, known: Iterable[str]) -> None:  # noqa: ANN401 - as above
    """Raises for an unknown command; an option at its place is left to the parser."""
    if name.startswith("-") or ctx.resilient_parsing:
        return
    do = f"{suggest(name, known)} Hilfe:  {ctx.command_path} --help".strip()
    raise Misconfigured(f"Den Befehl „{name}“ gibt es nicht.", do=do)


def _nothing() -> None:
    """A group does nothing by itself; the callback keeps one with a single command a group."""
