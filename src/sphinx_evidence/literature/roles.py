"""``{none}`words <search>``` says that a search found nothing; ``{number}`id``` prints a number that stands once."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole

from sphinx_evidence import review_dates
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _

from .domain import domain_of, file_of, near
from .unmarked import none_found

_EXPLICIT = re.compile(r"^(?P<words>.+?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)


class NoneRole(SphinxRole):
    """The words of a sentence, then the day of the search as a link to what was searched."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the words, marked, and the link."""
        found = _EXPLICIT.match(self.text.strip())
        location = self.get_location()
        if found is None:
            Code.LITERATURE_NONE.warn(
                "the role 'none' needs words and a search, as in {none}`We found no trial <search-id>`; it has %r",
                self.text,
                location=location,
            )
            return [nodes.Text(self.text)], []
        words, target = found["words"], found["target"].strip()
        domain = domain_of(self.env)
        self.env.note_dependency(str(file_of(self.env, target)))
        mark = none_found("", words, classes=["none-found"], search=target)
        search = domain.searches.get(target)
        if search is None:
            # A file that is there and no search has been told of when it was read.
            if not file_of(self.env, target).is_file():
                Code.LITERATURE_NONE.warn(
                    "there is no search %r to say that nothing was found by%s; make the search and write it into %s",
                    target,
                    near(target, domain.searches),
                    file_of(self.env, target).relative_to(self.env.srcdir),
                    location=location,
                )
            return [mark], []
        domain.note("none", self.env.docname, (target, self.lineno))
        shown = _("searched %s") % review_dates.spoken(search.date)
        link = addnodes.pending_xref(
            "",
            nodes.inline("", shown),
            refdomain="literature",
            reftype="search",
            reftarget=target,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        self.set_source_info(link)
        return [mark, nodes.inline("", " (", link, nodes.Text(")"), classes=["searched"], search="no")], []


class NumberRole(SphinxRole):
    """A number, as the file of numbers prints it; ``{number}`id.text``` gives the whole phrase."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number."""
        name, _dot, part = self.text.strip().partition(".")
        config = self.env.config.literature_numbers
        if config:
            self.env.note_dependency(config)
        domain = domain_of(self.env)
        number = domain.numbers.get(name)
        shown = getattr(number, part or "value", "") if part in ("", "text", "unit", "population", "year") else ""
        if not shown:
            where = config or "literature_numbers (which conf.py does not set)"
            what = f"{name!r} has no {part!r}" if number else f"there is no number {name!r}"
            Code.LITERATURE_NUMBER.warn(
                "%s in %s%s; correct the name, or add it there",
                what,
                where,
                "" if number else near(name, domain.numbers),
                location=self.get_location(),
            )
            return [nodes.Text(self.text)], []
        domain.note("numbers", self.env.docname, name)
        return [nodes.inline("", shown, classes=["number"])], []
