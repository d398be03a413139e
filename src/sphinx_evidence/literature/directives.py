"""What a page prints of the register: ``search-log`` (searches, whole), ``search-table`` (all, a row each)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence import review_dates
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _

from .domain import domain_of, file_of, near
from .register import Record, Search


def _paragraph(*parts: nodes.Node | str, classes: Iterable[str] = ()) -> nodes.paragraph:
    children = (nodes.Text(part) if isinstance(part, str) else part for part in parts)
    return nodes.paragraph("", "", *children, classes=list(classes))


def _table(heads: Iterable[str], rows: Iterable[Iterable[nodes.Node]], widths: Iterable[int], name: str) -> nodes.table:
    heads, widths = list(heads), list(widths)
    table = nodes.table(classes=[name])
    group = nodes.tgroup(cols=len(heads))
    table += group
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", nodes.row("", *(nodes.entry("", _paragraph(head)) for head in heads)))
    group += nodes.tbody("", *(nodes.row("", *(nodes.entry("", cell) for cell in row)) for row in rows))
    return table


def _cite(directive: SphinxDirective, key: str) -> list[nodes.Node]:
    """Return the citation of the source ``key``, in the markup of the page; its key alone where nothing cites."""
    if "cite" not in directive.env.domains:
        return [nodes.literal("", key)]
    source, _line = directive.get_source_info()
    made, _messages = directive.parse_inline(f":cite:p:`{key}`" if source.endswith(".rst") else f"{{cite:p}}`{key}`")
    return made


class SearchLogDirective(SphinxDirective):
    """Each search named in the argument (ids, separated by blanks), with every query and every record."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a section for each search."""
        domain = domain_of(self.env)
        made: list[nodes.Node] = []
        for name in self.arguments[0].split():
            self.env.note_dependency(str(file_of(self.env, name)))
            if search := domain.searches.get(name):
                domain.note("told", self.env.docname, name)
                made.append(self._section(search))
            # A file that is there and no search has been told of when it was read.
            elif not file_of(self.env, name).is_file():
                Code.LITERATURE_SEARCH.warn(
                    "there is no search %r%s; correct its name, or add %s",
                    name,
                    near(name, domain.searches),
                    file_of(self.env, name).relative_to(self.env.srcdir),
                    location=(self.env.docname, self.lineno),
                )
        return made

    def _section(self, search: Search) -> nodes.section:
        section = nodes.section(ids=[search.anchor], names=[search.anchor], classes=["search"])
        self.set_source_info(section)
        section += nodes.title("", search.title)
        self.state.document.note_explicit_target(section, section)
        section += _paragraph(nodes.strong("", search.question))
        dates = _("Searched %(date)s. Search again by %(due)s.") % {
            "date": review_dates.spoken(search.date),
            "due": review_dates.spoken(search.review_due),
        }
        section += _paragraph(dates)
        if search.limits:
            section += _paragraph(search.limits)
        counts = _("%(hits)d results, %(screened)d records looked at, %(kept)d kept, %(out)d left out.") % {
            "hits": search.hits,
            "screened": len(search.records),
            "kept": len(search.kept),
            "out": len(search.left_out),
        }
        section += _paragraph(counts, classes=["search-counts"])
        rows = (
            (
                _paragraph(look.where),
                _paragraph(nodes.literal("", look.query)),
                _paragraph(str(look.hits)),
            )
            for look in search.looks
        )
        heads = (_("Where"), _("What we typed"), _("Results"))
        section += _table(heads, rows, (24, 60, 16), "search-looks")
        if search.kept:
            section += _paragraph(nodes.strong("", _("Kept")))
            section += self._items(search.kept, self._kept)
        if search.left_out:
            section += _paragraph(nodes.strong("", _("Left out")))
            section += self._reasons(search.left_out)
        return section

    def _items(self, records: list[Record], line: Callable[[Record], nodes.paragraph]) -> nodes.bullet_list:
        items = (nodes.list_item("", line(record)) for record in records)
        return nodes.bullet_list("", *items, bullet="-", classes=["search-kept"])

    def _kept(self, record: Record) -> nodes.paragraph:
        paragraph = _paragraph(f"{record.title}: {record.reason} ")
        for key in record.source.split(";"):
            paragraph += _cite(self, key.strip())
        return paragraph

    def _reasons(self, records: list[Record]) -> nodes.bullet_list:
        by_reason: dict[str, list[str]] = {}
        for record in records:
            by_reason.setdefault(record.reason, []).append(record.title)
        items = (
            nodes.list_item("", _paragraph(nodes.emphasis("", f"{reason} ({len(titles)}):"), " " + "; ".join(titles)))
            for reason, titles in by_reason.items()
        )
        return nodes.bullet_list("", *items, bullet="-", classes=["search-left-out"])


class SearchTableDirective(SphinxDirective):
    """All searches, or those of ``:topic:``, a row each; every one links to where it is told."""

    option_spec: ClassVar = {"topic": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        domain = domain_of(self.env)
        topic = self.options.get("topic")
        chosen = [one for one in domain.searches.values() if topic in (None, one.topic)]
        for search in chosen:
            self.env.note_dependency(str(search.path))
        # Not the folder as a whole: Sphinx takes what is no file for one that is gone, and reads the page each time.
        domain.note("tables", self.env.docname, sorted(domain.searches))
        rows = []
        for search in chosen:
            link = addnodes.pending_xref(
                "",
                nodes.inline("", search.question),
                refdomain="literature",
                reftype="search",
                reftarget=search.id,
                refexplicit=True,
                refwarn=True,
                refdoc=self.env.docname,
            )
            self.set_source_info(link)
            numbers = (search.hits, len(search.records), len(search.kept))
            rows.append(
                [
                    _paragraph(link),
                    _paragraph(review_dates.spoken(search.date)),
                    *(_paragraph(str(number)) for number in numbers),
                ]
            )
        heads = (_("Question"), _("Searched"), _("Results"), _("Looked at"), _("Kept"))
        return [_table(heads, rows, (52, 18, 10, 10, 10), "search-table")]


class NumberTableDirective(SphinxDirective):
    """Every number of the file of numbers: what it is, of whom it holds, from which source."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        domain = domain_of(self.env)
        if self.env.config.literature_numbers:
            self.env.note_dependency(self.env.config.literature_numbers)
        rows = []
        for number in domain.numbers.values():
            sources = _paragraph()
            for key in number.source:
                sources += _cite(self, key)
            shown = f"{number.value} {number.unit}".strip()
            rows.append([_paragraph(number.text or shown), _paragraph(number.population), sources])
        return [_table((_("Number"), _("Of whom"), _("Source")), rows, (40, 40, 20), "number-table")]
