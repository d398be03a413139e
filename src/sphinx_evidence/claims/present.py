"""What the pages show of claims: chips, lists, counts and the ledger table.

Everything is made of standard nodes, so that each writer prints it, and the ledger is a real
table where there is no JavaScript. Classes on rows carry what the filter needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_evidence import review_dates
from sphinx_evidence.interface import _

from .domain import claims_domain
from .model import Claim
from .nodes import claim_counts, claim_ledger, claim_list
from .vocabulary import listed, vocabulary


def chip(kind: str, word: str, docname: str, config: Config) -> nodes.Node:
    """Return the verdict or certainty ``word`` as a mark that reads without colour.

    ``kind`` is ``verdict`` or ``certainty``. With ``claims_link_terms`` the mark links to the
    word's definition on the method page.
    """
    words = vocabulary(config)
    spoken = words.label(kind, word)
    if kind == "certainty":
        spoken = spoken.lower()
    mark = nodes.inline(classes=[f"{kind}-chip", f"{kind}-{word}"])
    if not config.claims_link_terms or not words.has(kind, word):
        mark += nodes.Text(spoken)
        return mark
    # Inside the mark, not around it: resolving such a link keeps the text alone.
    mark += addnodes.pending_xref(
        "",
        nodes.inline("", spoken),
        refdomain="std",
        reftype="ref",
        reftarget=f"{kind}-{word}",
        refexplicit=True,
        refwarn=True,
        refdoc=docname,
    )
    return mark


def claim_link(claim: Claim, docname: str) -> addnodes.pending_xref:
    """Return a link from page ``docname`` to ``claim`` that shows the claim's words."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", claim.words, classes=["claim-ref"]),
        refdomain="claims",
        reftype="claim",
        reftarget=claim.id,
        refexplicit=True,
        refdoc=docname,
    )


def filter_link(verdict: str, docname: str, config: Config) -> addnodes.pending_xref:
    """Return the word for ``verdict``, to be linked to the ledger filtered by it."""
    mark = nodes.inline(
        "", vocabulary(config).verdicts[verdict].lower(), classes=["verdict-chip", f"verdict-{verdict}"]
    )
    return addnodes.pending_xref(
        "",
        mark,
        refdomain="claims",
        reftype="claims-filter",
        reftarget=verdict,
        refexplicit=True,
        refdoc=docname,
    )


def parts_sentence(claim: Claim, config: Config) -> str:
    """Return where the article makes ``claim`` and when we checked it."""
    parts = vocabulary(config).parts
    sentence = ""
    if claim.parts:
        names = listed(parts[part] for part in claim.parts)
        said = _("Said in the article’s part: %s.") if len(claim.parts) == 1 else _("Said in the article’s parts: %s.")
        sentence = said % names + " "
    if claim.reviewed:
        sentence += _("Checked %s.") % review_dates.spoken(review_dates.parse(claim.reviewed))
    return sentence.strip()


class PrintClaims(SphinxPostTransform):
    """Replace the placeholders by what all pages together say."""

    # Before the links are resolved (priority 10), because this makes new ones.
    default_priority = 5

    def run(self, **kwargs: object) -> None:
        lists = list(self.document.findall(claim_list))
        counts = list(self.document.findall(claim_counts))
        ledgers = list(self.document.findall(claim_ledger))
        # Most pages have none, and to put the claims in order takes a walk over all pages.
        if not (lists or counts or ledgers):
            return
        domain = claims_domain(self.env)
        claims = domain.all()
        for some in lists:
            here = {claim.id for claim in domain.of_page(some["docname"])}
            others = [c for c in claims if some["part"] in c.parts and c.id not in here]
            some.replace_self(self._list(others, some["docname"]))
        for count in counts:
            count.replace_self(self._counts(claims, count["docname"]))
        for ledger in ledgers:
            ledger.replace_self(self._ledger(claims, ledger["docname"]))

    def _list(self, claims: Iterable[Claim], docname: str) -> list[nodes.Node]:
        items = nodes.bullet_list(bullet="-", classes=["claim-list"])
        for claim in claims:
            line = nodes.paragraph()
            line += claim_link(claim, docname)
            line += nodes.Text(" ")
            line += chip("verdict", claim.verdict, docname, self.config)
            items += nodes.list_item("", line)
        return [items] if len(items) else []

    def _counts(self, claims: list[Claim], docname: str) -> list[nodes.Node]:
        number = Counter(claim.verdict for claim in claims)
        items = nodes.bullet_list(bullet="-", classes=["claim-counts"])
        for verdict in vocabulary(self.config).verdicts:
            line = nodes.paragraph()
            line += nodes.strong("", str(number[verdict]))
            line += nodes.Text(" ")
            line += filter_link(verdict, docname, self.config)
            items += nodes.list_item("", line)
        one = _("The article makes %d claim. We judged them so:")
        total = nodes.paragraph(
            "", (one if len(claims) == 1 else _("The article makes %d claims. We judged them so:")) % len(claims)
        )
        return [total, items]

    def _ledger(self, claims: list[Claim], docname: str) -> nodes.table:
        parts = vocabulary(self.config).parts
        heads = [_("What the article says"), _("Verdict"), _("Certainty"), _("Said in")]
        widths = [46, 18, 14, 22]
        if not parts:
            del heads[-1], widths[-1]
        table = nodes.table(classes=["claim-ledger"])
        group = nodes.tgroup(cols=len(heads))
        table += group
        for width in widths:
            group += nodes.colspec(colwidth=width)
        group += nodes.thead("", _row(nodes.paragraph("", head) for head in heads))
        body = nodes.tbody()
        group += body
        for claim in claims:
            cells: list[nodes.Node] = [
                claim_link(claim, docname),
                chip("verdict", claim.verdict, docname, self.config),
                chip("certainty", claim.certainty, docname, self.config),
            ]
            if parts:
                cells.append(nodes.Text(", ".join(parts[part] for part in claim.parts)))
            row = _row(nodes.paragraph("", "", cell) for cell in cells)
            row["classes"] = [
                f"verdict-{claim.verdict}",
                f"certainty-{claim.certainty}",
                *(f"part-{part}" for part in claim.parts),
            ]
            body += row
        return table


def _row(cells: Iterable[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))
