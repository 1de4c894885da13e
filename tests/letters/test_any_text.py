"""Whatever a person types into a template is either refused with its place, or printed as docxtpl prints it."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kmn_automation.letters.library import examine_files
from kmn_automation.letters.story import read_text
from tests.letters import cast
from tests.letters.altered import BODY, DOCX, said, with_paragraph
from tests.letters.test_rendering import stories_of

PIECES = [
    "{{", "}}", "{%", "%}", "{%p ", "{%tr ", " if ", " for ", "x", " in ", "anlagen", "anrede", ".name", "endif", "endfor",
    "else", "elif ", " ", "|euro", "|", "(", ")", "+", '"', "'", "{#", "#}", "-", "Text", "{", "}", "x.name", "not ", "and ",
    "loop.index", "%", "[0]", ":", "\\", "\n", "1", "~", "{% raw %}", "{% endraw %}", "set ", "=", "{%- ", " -%}", "ä", "„",
]  # fmt: skip
WHOLE = [
    "{{ anrede }}", "{%p if anrede %}", "{%p endif %}", "{%p for x in anlagen %}", "{{ x.name }}", "{%p endfor %}", "{%p else %}",
    "{% if anlagen %}a{% endif %}", "{% for x in anlagen %}{{ x.name }}{% endfor %}", "{# n #}", "{% if anrede %}", "{% endif %}",
]  # fmt: skip
PARAGRAPHS = st.lists(
    st.sampled_from(WHOLE) | st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    min_size=1,
    max_size=4,
)


@given(PARAGRAPHS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_refused_with_its_place_or_printed_as_docxtpl_prints_it(paragraphs: list[str]) -> None:
    files = with_paragraph("</w:p><w:p>".join(said(escape(each)) for each in paragraphs))
    ((template, defects),) = ((each.template, each.defects) for each in examine_files(files)[0])
    if template is None:
        assert all(each.line and each.do for each in defects)
        return
    judge = DocxTemplate(io.BytesIO(files[DOCX]))
    judge.render(cast.reminder(), autoescape=True)
    buffer = io.BytesIO()
    judge.save(buffer)
    theirs = stories_of(buffer.getvalue())[BODY]
    assert stories_of(template.render(cast.reminder()).docx)[BODY].split() == theirs.split()


def test_a_line_feed_in_the_xml_is_a_blank_as_in_word() -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:p xmlns:w="{namespace}"><w:r><w:t xml:space="preserve">zwei\nZeilen</w:t></w:r></w:p>'
    assert read_text(etree.fromstring(text)) == "\nzwei Zeilen"
