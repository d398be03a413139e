"""The claims domain: every claim once, found from anywhere.

What a page contributes is kept under the page's name. So a page that is read again, removed
or read by another process can be taken out or brought in as a whole, and what is counted is
always what the pages say now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Set
from dataclasses import asdict
from typing import Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.domains import ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_evidence import reading_order
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _
from sphinx_evidence.kept import Kept

from .model import Claim
from .vocabulary import did_you_mean, vocabulary

#: The file beside the pages of an HTML site that holds all claims as data.
EXPORT = "claims.json"
#: The builders that make such a site.
SITE_BUILDERS = frozenset({"html", "dirhtml"})


class ClaimRole(XRefRole):
    """``{claim}`id``` or ``{claim}`other words <id>```: a link to a claim."""

    innernodeclass = nodes.inline

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        claims_domain(env).note_reader(env.docname)
        return [node], []


class ClaimsJsonRole(XRefRole):
    """``{claims-json}`words```: a link to the exported data; the words alone in print."""

    innernodeclass = nodes.inline

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        refnode["refexplicit"] = True
        return title, EXPORT


class ClaimsDomain(Kept):
    """All claims of the site."""

    name = "claims"
    label = "Claims"
    object_types = {"claim": ObjType("claim", "claim")}
    roles = {"claim": ClaimRole(), "claims-json": ClaimsJsonRole()}
    by_page = ("claims", "readers", "ledgers")
    #: Claims by page; pages that print what others claim; pages with the ledger; what was told and expected last time.
    initial_data: ClassVar[dict[str, Any]] = {"claims": {}, "readers": {}, "ledgers": {}, "told": "", "expected": None}
    data_version = 3

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: Ids that are misspelt where the claim is made, and what they ought to be; told there, once.
        self.slips: dict[str, str] = {}
        #: Every claim by its id, in reading order; made when it is first asked for, as long as no page changes.
        self._index: dict[str, Claim] | None = None
        self._explanations: dict[str, str] | None = None

    def _changed(self) -> None:
        self._index = self._explanations = None

    @property
    def _by_page(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = self.data["claims"]
        return found

    def add(self, claim: Claim) -> None:
        """Keep ``claim`` as one of its page."""
        self._by_page.setdefault(claim.docname, []).append(claim)
        self._changed()

    def note_reader(self, docname: str) -> None:
        """Remember that page ``docname`` prints something of claims on other pages."""
        self.data["readers"][docname] = True

    def note_ledger(self, docname: str) -> None:
        """Remember that page ``docname`` holds the ledger."""
        self.note_reader(docname)
        self.data["ledgers"][docname] = True

    @property
    def ledger_page(self) -> str | None:
        """The page that holds the ledger, or None."""
        return min(self.data["ledgers"], default=None)

    def all(self) -> list[Claim]:
        """Return every claim once, in the order in which a reader meets them."""
        return list(self._by_id().values())

    def _by_id(self) -> dict[str, Claim]:
        # A walk over all pages for each of many links was the square of the site.
        if self._index is None:
            self._index = {}
            for docname in reading_order.all_pages(self.env):
                for claim in self._by_page.get(docname, ()):
                    self._index.setdefault(claim.id, claim)
        return self._index

    def find(self, claim_id: str) -> Claim | None:
        """Return the claim called ``claim_id``, or None."""
        return self._by_id().get(claim_id)

    def of_page(self, docname: str) -> list[Claim]:
        """Return the claims that page ``docname`` makes."""
        return list(self._by_page.get(docname, ()))

    def explanations(self) -> dict[str, str]:
        """Return the explanation of each claim as plain text, by id."""
        if self._explanations is None:
            words_of = {claim.id: claim.quoted for claim in self.all()}
            self._explanations = {claim.id: claim.explained(words_of) for claim in self.all()}
        return self._explanations

    def fingerprint(self) -> str:
        """Return a digest of all that other pages may print of claims."""
        told = [asdict(claim) | {"line": 0} for claim in self.all()]
        text = json.dumps([told, self.ledger_page], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    # What follows is the interface that Sphinx asks of a domain.

    def clear_doc(self, docname: str) -> None:
        super().clear_doc(docname)
        self._changed()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        super().merge_domaindata(docnames, otherdata)
        self._changed()

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        for claim in self.all():
            yield claim.id, claim.words, "claim", claim.docname, claim.anchor, 1

    # Words that get no link are no ``reference``, which Sphinx's type asks for; it puts in whatever it is given.
    def resolve_xref(  # type: ignore[override]
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: nodes.Element,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        if typ == "claims-json":
            return self._link_to_export(env, fromdocname, builder, contnode)
        if typ == "claims-filter":
            return self._link_to_filter(fromdocname, builder, target, contnode)
        claim = self.find(target)
        if claim is None and target in self.slips.values():
            return contnode
        if claim is None:
            known = did_you_mean(target, (claim.id for claim in self.all()))
            Code.CLAIMS_UNKNOWN.warn(
                "no page makes a claim called %r%s",
                target,
                known or "; use the ':id:' of a claim directive",
                location=node,
            )
            return contnode
        if not node.get("refexplicit"):
            contnode = nodes.inline("", claim.quoted, classes=["claim-ref"])
        title = _("%(claim)s. Our verdict: %(verdict)s") % {
            "claim": claim.quoted,
            "verdict": vocabulary(env.config).label("verdict", claim.verdict),
        }
        return make_refnode(builder, fromdocname, claim.docname, claim.anchor, contnode, title)

    def _link_to_export(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, contnode: nodes.Element
    ) -> nodes.Element:
        if builder.name not in SITE_BUILDERS:
            return contnode
        root, _, _ = builder.get_relative_uri(fromdocname, env.config.root_doc).rpartition("/")
        uri = f"{root}/{EXPORT}" if root else EXPORT
        return nodes.reference("", "", contnode, refuri=uri, internal=True)

    def _link_to_filter(
        self, fromdocname: str, builder: Builder, verdict: str, contnode: nodes.Element
    ) -> nodes.Element:
        page = self.ledger_page
        if page is None or builder.name not in SITE_BUILDERS:
            return contnode
        uri = "" if page == fromdocname else builder.get_relative_uri(fromdocname, page)
        return nodes.reference("", "", contnode, refuri=f"{uri}?verdict={verdict}", internal=True)

    def check_consistency(self) -> None:
        first: dict[str, Claim] = {}
        for docname in reading_order.all_pages(self.env):
            for claim in self._by_page.get(docname, ()):
                other = first.setdefault(claim.id, claim)
                if other is not claim:
                    Code.CLAIMS_DUPLICATE.warn(
                        "claim %r is already made in %s, line %d; write it once and link it from here with {claim}`%s`",
                        claim.id,
                        self.env.doc2path(other.docname, False),
                        other.line,
                        claim.id,
                        location=(claim.docname, claim.line),
                    )


def claims_domain(env: BuildEnvironment) -> ClaimsDomain:
    """Return the domain of ``env``."""
    domain = env.get_domain("claims")
    assert isinstance(domain, ClaimsDomain)
    return domain
