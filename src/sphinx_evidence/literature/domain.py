"""The literature domain: which page says that a search found nothing, which page tells of the search."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.domains import ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_evidence.codes import Code
from sphinx_evidence.kept import Kept

from .numbers import Number
from .register import Search


def near(name: str, known: Iterable[str]) -> str:
    """Return the end of a message that suggests what ``name`` may have been meant to be."""
    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]!r}?" if found else ""


class LiteratureDomain(Kept):
    """All searches, and what the pages say of them."""

    name = "literature"
    label = "Literature"
    object_types: ClassVar[dict[str, ObjType]] = {"search": ObjType("search", "search")}
    roles: ClassVar[dict[str, Any]] = {"search": XRefRole(innernodeclass=nodes.inline)}
    by_page = ("told", "none", "numbers", "exempted", "tables")
    #: By page: the searches that it tells of; (search, line) for each "we found none"; numbers that it gives; what
    #: the sentences say that needed no search; for each table of searches, the names of all that there were. A digest
    #: of the files that were read.
    initial_data: ClassVar[dict[str, Any]] = {
        "told": {},
        "none": {},
        "numbers": {},
        "exempted": {},
        "tables": {},
        "files": "",
    }
    data_version = 3

    #: What the files say now; read when the builder starts and never kept with the pages.
    searches: dict[str, Search]
    numbers: dict[str, Number]

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.searches = {}
        self.numbers = {}

    def note(self, kind: str, docname: str, what: Any) -> None:
        """Keep that page ``docname`` tells of ``what``; ``kind`` is a key of ``initial_data``."""
        self.data[kind].setdefault(docname, []).append(what)

    def page_of(self, search: str) -> str | None:
        """Return the page that tells of ``search``, or None."""
        return min((page for page, told in self.data["told"].items() if search in told), default=None)

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield each search that a page tells of."""
        for name, search in self.searches.items():
            if page := self.page_of(name):
                yield name, search.title, "search", page, search.anchor, 1

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: nodes.Element,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Return the link to the search ``target``."""
        page = self.page_of(target)
        if page is None:
            if target in self.searches:
                advice = f"write the directive 'search-log' with {target!r} on a page"
            else:
                advice = f"there is no file {target}.yaml among the searches{near(target, self.searches)}"
            Code.LITERATURE_SEARCH.warn(
                "no page tells of the search %r; %s",
                target,
                advice,
                location=node,
            )
            return None
        return make_refnode(builder, fromdocname, page, f"search-{target}", contnode)


def domain_of(env: BuildEnvironment) -> LiteratureDomain:
    """Return the domain of ``env``."""
    domain = env.get_domain("literature")
    assert isinstance(domain, LiteratureDomain)
    return domain


def file_of(env: BuildEnvironment, search: str) -> Path:
    """Return the file of ``search``, whether or not it is there."""
    return Path(env.srcdir, env.config.literature_searches, f"{search}.yaml")
