"""A search on paper, in a few lines: what was asked, where and when, what was kept, and where to read all of it.

A log with every query and every title is for looking up, and on paper nobody can search it; it took a third of a book.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_evidence.interface import _

from .domain import domain_of
from .register import Search


class PrintSearches(SphinxPostTransform):
    """Put a summary in the place of each search that the book tells of; its heading and its anchor stay."""

    # Before the citations of what was kept are resolved.
    default_priority = 4
    builders = ("book",)

    def run(self, **kwargs: object) -> None:
        """Shorten each search; before the first one stands where the whole log is."""
        by_anchor = {search.anchor: search for search in domain_of(self.env).searches.values()}
        sections = [
            (section, by_anchor[section["ids"][0]])
            for section in self.document.findall(nodes.section)
            if "search" in section["classes"] and section["ids"][0] in by_anchor
        ]
        for section, search in sections:
            section[:] = [section[0], *_summary(section, search)]
        if sections:
            first = sections[0][0]
            first.parent.insert(first.parent.index(first), self._whole())

    def _whole(self) -> nodes.paragraph:
        base = self.config.html_baseurl
        if not base:
            return nodes.paragraph("", _("In print, each search is short. The whole of it is on the website."))
        suffix = self.config.html_link_suffix or self.config.html_file_suffix or ".html"
        address = f"{base.rstrip('/')}/{self.env.docname}{suffix}"
        words = _("In print, each search is short. The whole of it:")
        return nodes.paragraph("", f"{words} ", nodes.reference("", address, refuri=address))


def _summary(section: nodes.section, search: Search) -> Iterator[nodes.Node]:
    """Yield what stands on paper for ``section``, in its own words, whose quotation marks are set already."""
    end = next(number for number, part in enumerate(section) if "search-counts" in _classes(part))
    question, dates, *limits, counts = section[1 : end + 1]
    places = "; ".join(_places(search)) + "."
    told = " ".join([dates.astext(), places, *(part.astext() for part in limits), counts.astext()])
    yield nodes.paragraph("", "", *question.children, nodes.Text(f" {told}"))
    for heading, part in pairwise(section[end:]):
        if "search-kept" in _classes(part):
            yield nodes.paragraph("", "", *heading.children, classes=["search-list"])
            yield part
        elif "search-left-out" in _classes(part):
            reasons = [item.next_node(nodes.emphasis) for item in part.children]
            counted = "; ".join(reason.astext().rstrip(":") for reason in reasons if reason is not None)
            yield nodes.paragraph("", "", *heading.children, nodes.Text(f": {counted}."))


def _classes(part: nodes.Node) -> list[str]:
    return part["classes"] if isinstance(part, nodes.Element) else []


def _places(search: Search) -> Iterator[str]:
    """Yield each place that was searched, with how many queries it was asked and what came back."""
    for place in dict.fromkeys(look.where for look in search.looks):
        hits = [look.hits for look in search.looks if look.where == place]
        yield _("%(where)s (queries: %(queries)d, results: %(hits)d)") % {
            "where": place,
            "queries": len(hits),
            "hits": sum(hits),
        }
