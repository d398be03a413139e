"""Every warning of this package: its code, what it means, how to mend it.

A warning prints its code at its end, as in ``[claims.duplicate]``; ``suppress_warnings`` in conf.py names those that
are not to be told. ``WARNINGS.md`` is made from here, by ``tools/readmes.py``.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Any

from docutils import nodes
from sphinx.util import logging

_logger = logging.getLogger(__name__)

#: What Sphinx takes for the place of a warning: ``file:line``, page and line, or a node of the page.
Place = str | tuple[str | None, int | None] | nodes.Node | None


class Warnings(Enum):
    """A kind of warning: ``type.subtype`` as Sphinx has it, one sentence that says what is wrong, one that helps."""

    def __init__(self, code: str, meaning: str, mend: str) -> None:
        self.code = code
        self.meaning = meaning
        self.mend = mend

    def warn(self, message: str, *words: object, location: Place = None) -> None:
        """Tell the editor ``message``, with ``words`` in the places that it leaves."""
        kind, _, subtype = self.code.partition(".")
        _logger.warning(message, *words, location=location, type=kind, subtype=subtype)


def retell(message: str, code: str | None, *, location: Place = None, extra: dict[str, Any] | None = None) -> None:
    """Tell again what was held back, or what another process has told, with the code that it had there."""
    kind, _, subtype = (code or "").partition(".")
    _logger.warning("%s", message, location=location, type=kind or None, subtype=subtype or None, extra=extra or {})


@unique
class Code(Warnings):
    """The warnings of the rooms; what comes before the dot is the room, or the part of its options' names."""

    BOOKS_SIGN = (
        "books.sign",
        "No font of the book has a sign that a page or a source prints.",
        "Write it in another way, or add a font that has it.",
    )
    BOOKS_WEASYPRINT = (
        "books.weasyprint",
        "WeasyPrint complains of what it prints.",
        "Do what it says; where it names a rule of a stylesheet, correct the rule.",
    )
    CHECKLIST_SHEET = (
        "checklist.sheet",
        "A sheet has no boxes, or does not fit on one page.",
        "Correct `checklist_sheets` in conf.py, write boxes (`- [ ] words`), or shorten the sections that have boxes.",
    )
    CITATIONS_DOI = (
        "citations.doi",
        "Two sources have the same DOI.",
        "Delete one of the two, or correct its `doi`.",
    )
    CITATIONS_ENTRY = (
        "citations.entry",
        "A source has no title, or is of a type that cannot be printed.",
        "Add the title, or choose a type of the list in the message.",
    )
    CITATIONS_FIELD = (
        "citations.field",
        "A source has a field that nobody knows.",
        "Correct the field's name, delete it, or name it in `citations_fields` in conf.py.",
    )
    CITATIONS_FILE = (
        "citations.file",
        "The role `sources-file` names a file that is not made.",
        "Use one of the files in the message.",
    )
    CITATIONS_FORM = (
        "citations.form",
        "A date, a number, a list of names or an address of a source is not written in its form.",
        "Write it as the message says.",
    )
    CITATIONS_KIND = (
        "citations.kind",
        "A source has no kind, or one that `citations_kinds` in conf.py does not have.",
        "Choose one of the list in the message.",
    )
    CITATIONS_LATEX = (
        "citations.latex",
        "A field of a source holds LaTeX that cannot be shown.",
        "Write the letter or the words themselves.",
    )
    CITATIONS_OTHER = (
        "citations.other",
        "A source names another one that is not there, or that names it back without end.",
        "Correct the key, or delete the field.",
    )
    CITATIONS_SIZE = (
        "citations.size",
        "A field of a source is longer than any that was meant.",
        "Shorten it.",
    )
    CLAIMS_DIRECTIVE = (
        "claims.directive",
        "A directive of claims lacks an option, or has a word that is not known.",
        "Correct the option that the message names.",
    )
    CLAIMS_DUPLICATE = (
        "claims.duplicate",
        "Two directives make a claim of the same id.",
        "Write the claim once, and link to it from the second place with the role `claim`.",
    )
    CLAIMS_EXPECTED = (
        "claims.expected",
        "The pages and the list in `claims_expected` do not have the same claims, or that list cannot be read.",
        "Judge the claim on its page, or correct the list.",
    )
    CLAIMS_HISTORY = (
        "claims.history",
        "A verdict is not the last of its history, a change was not told to readers, or that file cannot be used.",
        "Add the day to the history, and tell readers on the page that `claims_corrections` names.",
    )
    CLAIMS_UNKNOWN = (
        "claims.unknown",
        "A link names a claim that no page makes.",
        "Correct the id, or make the claim.",
    )
    DOWNLOADS_LINE = (
        "downloads.line",
        "A line of a `download-list` has no file's name, colon and words.",
        "Write it as in `leaflet.pdf: one sheet to hand over`.",
    )
    FIGURES_DATA = (
        "figures.data",
        "A figure's CSV file cannot be used.",
        "Mend the line that the message names.",
    )
    FIGURES_DIRECTIVE = (
        "figures.directive",
        "The directive `chart` has no text alternative, or names a figure that is not there.",
        "Add `:alt:`, correct the name, or add the figure's program.",
    )
    FIGURES_PROGRAM = (
        "figures.program",
        "A figure's program fails.",
        "Mend the line that the message names.",
    )
    LEAFLET_EMPTY = (
        "leaflet.empty",
        "No page has anything for a part of the leaflet.",
        "Wrap it on its page in the directive `leaflet`, or take the part out of `leaflet_parts`.",
    )
    LEAFLET_LENGTH = (
        "leaflet.length",
        "The leaflet does not fit on one page.",
        "Shorten what the pages wrap in the directive `leaflet`.",
    )
    LEAFLET_PART = (
        "leaflet.part",
        "The directive `leaflet` names a part that `leaflet_parts` does not have.",
        "Correct the name, or add it there.",
    )
    LINKS_MEMORY = (
        "links.memory",
        "Which links passed could not be kept; the next run asks for all.",
        "Make room on the disk, or mend the permissions of the folder of doctrees.",
    )
    LINKS_OUTCOME = (
        "links.outcome",
        "`links_failing` in conf.py names an outcome that there is not.",
        "Use some of the list in the message.",
    )
    LITERATURE_FILE = (
        "literature.file",
        "A file of searches, of numbers or of sentences that need no search cannot be used.",
        "Mend the line that the message names.",
    )
    LITERATURE_NONE = (
        "literature.none",
        "The role `none` names no search, or one that is not there.",
        "Make the search, write it into the file in the message, and name it.",
    )
    LITERATURE_NUMBER = (
        "literature.number",
        "A number is not in the file of numbers, or that file and a figure's table disagree.",
        "Correct the one that is wrong.",
    )
    LITERATURE_OVERDUE = (
        "literature.overdue",
        "A search was to be made again by a day that has passed.",
        "Search again, and write the new days into its file.",
    )
    LITERATURE_SEARCH = (
        "literature.search",
        "A page names a search that is not there, or that no page tells of.",
        "Correct the name, add the file, or write the directive `search-log` on a page.",
    )
    LITERATURE_UNCITED = (
        "literature.uncited",
        "A page says that a search found nothing, and leaves out a source that the search kept.",
        "Cite it on the page, or say in the search's file why it is left out.",
    )
    LITERATURE_UNMARKED = (
        "literature.unmarked",
        "A sentence says that nothing was found, and not by which search.",
        "Mark it with the role `none`, or list it with its reason in the file that `literature_exempt` names.",
    )
    PAGES_ADDRESS = (
        "pages.address",
        "`html_baseurl` in conf.py is no whole address.",
        "Write one that begins with `https://`, or leave it empty.",
    )
    PAGES_FRONT_MATTER = (
        "pages.front_matter",
        "The front matter of a page cannot be read, or lacks a description or a date of review.",
        "Write it as the message says.",
    )
    SAFETY_ADDRESS = (
        "safety.address",
        "A link begins with what links must not begin with; it was unlinked.",
        "Correct the address, or add its beginning to `safety_schemes` in conf.py.",
    )
    SAFETY_DOWNLOAD = (
        "safety.download",
        "A page offers a file that a browser may run.",
        "Offer one of the kinds in the message.",
    )
    SAFETY_FILE = (
        "safety.file",
        "A page takes something from outside the project, or from another host as it is built.",
        "Copy it to a folder of the pages.",
    )
    SAFETY_FOREIGN = (
        "safety.foreign",
        "A page shows something that a reader's browser would ask another host for.",
        "Copy the picture to a folder of the pages; write formulas in words.",
    )
    SAFETY_FRONT_MATTER = (
        "safety.front_matter",
        "Front matter changes how a page is read, or repeats itself.",
        "Take that line out, or write the words of the alias out.",
    )
    SAFETY_META = (
        "safety.meta",
        "A page puts something into its head that a page must not say there.",
        "Take it out.",
    )
    SAFETY_PICTURE = (
        "safety.picture",
        "A picture is of a kind that browsers do not show.",
        "Save it as one of the kinds in the message.",
    )
    SAFETY_RAW = (
        "safety.raw",
        "A page holds text of another format, such as HTML.",
        "Write it in the page's own markup.",
    )
    SAFETY_SVG = (
        "safety.svg",
        "A picture holds a script, or an address of another host.",
        "Take it out of the picture.",
    )
    SAFETY_TEX = (
        "safety.tex",
        "Columns of a table, or a formula, hold what TeX runs.",
        "Write letters, lines and widths for columns; take the command out of the formula.",
    )
    SAFETY_UNSEEN = (
        "safety.unseen",
        "A page holds a sign that nobody sees and that can turn letters round.",
        "Delete it.",
    )
    SITE_SEARCH_WORDS = (
        "site_search.words",
        "The file of other names cannot be read, or names a word that no page uses.",
        "Mend the line that the message names.",
    )
    TABLES_FILTER = (
        "tables.filter",
        "The directive `filterable` has no table with a head, or names a column that the table does not have.",
        "Write the table into its body, or use one of the columns in the message.",
    )
    TABLES_NAMES = (
        "tables.names",
        "The names of a finder cannot be read, or do not lead to rows of its table.",
        "Mend the line that the message names.",
    )
    TRANSLATIONS_CATALOGUE = (
        "translations.catalogue",
        "A page is to be translated, and its catalogue is not there or cannot be read.",
        "Make it with sphinx-intl, or mend the line that the message names.",
    )
    TRANSLATIONS_RUN = (
        "translations.run",
        "The pages of a language could not be written, or something is wrong with them.",
        "Do what the message says.",
    )
