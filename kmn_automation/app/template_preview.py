"""A letter as it will look: written for an invented cast, as Word files and, where LibreOffice is there, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.template_check import Found
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.letters.defect import Defect, Unusable
from kmn_automation.letters.library import examine
from kmn_automation.letters.pdf import to_pdf
from kmn_automation.letters.samples import cast_of
from kmn_automation.model.error import Misconfigured


@dataclass(frozen=True, slots=True)
class Preview:
    """One letter: the invented case, the Word file, the PDF where there is one."""

    about: str
    docx: str
    pdf: str = ""


@dataclass(frozen=True, slots=True)
class Previews:
    """All letters that were written, hints about the template, and why there is no PDF."""

    letters: tuple[Preview, ...]
    hints: tuple[Defect, ...]
    without_pdf: str = ""


def preview(found: Found, folder: Path) -> Previews:
    """Writes the letter for the whole cast into the folder.

    Raises:
        Unusable: the template cannot be used; with everything that is wrong with it.
    """
    examined = examine(found.version, found.docx)
    template = examined.template
    if template is None:
        raise Unusable(examined.defects)
    cast = {f"{template.kind}-{each.name}": each for each in cast_of(template.sidecar)}
    files = {
        f"{name}.docx": template.render(each.context(template.sidecar)).docx for name, each in cast.items()
    }
    pdfs, reason = _pdfs(files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in {**files, **pdfs}.items():
        write_durably(folder / name, data)
    letters = (
        Preview(
            each.about,
            str(folder / f"{name}.docx"),
            str(folder / f"{name}.pdf") if f"{name}.pdf" in pdfs else "",
        )
        for name, each in cast.items()
    )
    return Previews(tuple(letters), examined.defects, reason)


def _pdfs(files: dict[str, bytes]) -> tuple[dict[str, bytes], str]:
    try:
        made = to_pdf(files)
    except Misconfigured as error:
        return {}, str(error)
    return {f"{Path(name).stem}.pdf": data for name, data in made.items()}, ""
