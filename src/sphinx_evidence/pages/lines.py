"""Lines that are printed on every page: the dates of review, a notice when one is overdue, how to cite it.

They are made when pages are written, not when they are read: whether a review is overdue
depends on the day of the build, and a page that nobody changes is read once only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence import review_dates, source_date
from sphinx_evidence.interface import _
from sphinx_evidence.kept import Kept

from .front_matter import dates


class page_dates(nodes.General, nodes.Element):
    """Stands under the title of page ``docname`` for its dates."""


class page_citation(nodes.General, nodes.Element):
    """Stands at the end of page ``docname`` for how to cite it."""


class overdue_pages(nodes.General, nodes.Element):
    """Stands for the list of pages whose review is overdue."""


class PagesDomain(Kept):
    """Keeps which pages list the overdue ones, and which pages were overdue on the day of the last build."""

    name = "pages"
    label = "Pages"
    #: Pages that have the list; the day on which each overdue page was due.
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "overdue": {}}


def pages_domain(env: BuildEnvironment) -> PagesDomain:
    """Return the domain of ``env``."""
    domain = env.get_domain("pages")
    assert isinstance(domain, PagesDomain)
    return domain


class OverduePagesDirective(SphinxDirective):
    """The list of all pages whose review is overdue on the day of the build."""

    def run(self) -> list[nodes.Node]:
        """Return the placeholder."""
        pages_domain(self.env).data["pages"][self.env.docname] = True
        return [overdue_pages(docname=self.env.docname)]


def place(app: Sphinx, doctree: nodes.document) -> None:
    """Put the placeholders into the page just read."""
    title = next(doctree.findall(nodes.title), None)
    if title is None:
        return
    docname = app.env.docname
    section = title.parent
    section.insert(section.index(title) + 1, page_dates(docname=docname))
    section.append(page_citation(docname=docname))


def build_day() -> dt.date | None:
    """Return the day that the build stands for, or None where ``SOURCE_DATE_EPOCH`` is not set."""
    time = source_date.time()
    return time.date() if time else None


def overdue(env: BuildEnvironment) -> dict[str, dt.date]:
    """Return the day on which each page was due, for the pages whose day has passed."""
    today = build_day()
    if today is None:
        return {}
    due = {docname: days[1] for docname in sorted(env.found_docs) if (days := dates(env, docname))}
    return {docname: day for docname, day in due.items() if day < today}


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose notice appears or goes, and those that list them."""
    data = pages_domain(env).data
    before, now = data["overdue"], overdue(env)
    data["overdue"] = now
    if now == before:
        return []
    return sorted((set(now) ^ set(before) | set(data["pages"])) & env.found_docs)


class PrintLines(SphinxPostTransform):
    """Replace the placeholders by what they stand for."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Print the lines of the page (of all pages, in a book)."""
        for under in list(self.document.findall(page_dates)):
            under.replace_self(self._dates(under["docname"]))
        for end in list(self.document.findall(page_citation)):
            end.replace_self(self._citation(end["docname"]))
        for listing in list(self.document.findall(overdue_pages)):
            listing.replace_self(self._overdue(listing["docname"]))

    def _dates(self, docname: str, *, last: bool = False) -> list[nodes.Node]:
        days = dates(self.env, docname)
        if days is None:
            return []
        reviewed, due = (review_dates.spoken(day) for day in days)
        line = nodes.paragraph(
            "",
            _("Last reviewed %(reviewed)s. Next review due %(due)s.") % {"reviewed": reviewed, "due": due},
            classes=["page-dates"],
            search="no",
        )
        # The first screen of the front page is for its answers; there the line stands at the end.
        made: list[nodes.Node] = [] if last != (docname == self.config.root_doc) else [line]
        if last:
            return made
        today = build_day()
        if today is not None and days[1] < today:
            text = _("The review of this page was due on %s. What it says may be out of date.") % due
            made.append(nodes.paragraph("", text, classes=["page-overdue"]))
        return made

    def _citation(self, docname: str) -> list[nodes.Node]:
        days = dates(self.env, docname)
        if days is None:
            return []
        title = self.env.titles[docname].astext().rstrip("?")
        mark = "?" if self.env.titles[docname].astext().endswith("?") else "."
        line = nodes.paragraph(classes=["page-citation"], search="no")
        line += nodes.Text(_("To cite this page: %s.") % self.config.author + f" “{title}{mark}” ")
        line += nodes.emphasis("", self.config.project)
        licence = f" {self.config.pages_licence}." if self.config.pages_licence else ""
        line += nodes.Text(_(", reviewed %s.") % review_dates.spoken(days[0]) + licence)
        return [*self._dates(docname, last=True), line]

    def _overdue(self, docname: str) -> list[nodes.Node]:
        late = overdue(self.env)
        if not late:
            return [nodes.paragraph("", _("No page is overdue for review."))]
        items = nodes.bullet_list(bullet="-")
        for page, day in late.items():
            line = nodes.paragraph()
            line += addnodes.pending_xref(
                "",
                nodes.inline("", self.env.titles[page].astext()),
                refdomain="std",
                reftype="doc",
                reftarget=f"/{page}",
                refexplicit=True,
                refwarn=True,
                refdoc=docname,
            )
            line += nodes.Text(_(": due on %s") % review_dates.spoken(day))
            items += nodes.list_item("", line)
        return [nodes.paragraph("", _("These pages are overdue for review:")), items]


def register(app: Sphinx) -> None:
    """Register the placeholders, the directive and the printing."""
    for placeholder in (page_dates, page_citation, overdue_pages):
        app.add_node(placeholder)
    app.add_domain(PagesDomain)
    app.add_directive("overdue-pages", OverduePagesDirective)
    app.add_post_transform(PrintLines)


def connect(app: Sphinx) -> None:
    """Give each page its lines."""
    app.connect("doctree-read", place)
    app.connect("env-updated", pages_to_rewrite)
