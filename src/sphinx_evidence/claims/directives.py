"""The directives that an editor writes: ``claim``, ``claim-list``, ``claim-counts``, ``claim-ledger``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence import review_dates
from sphinx_evidence.citing import cite, known_keys
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _
from sphinx_evidence.unseen import one_line, seen

from .domain import claims_domain
from .model import Claim, reference_mark
from .nodes import claim_box, claim_counts, claim_ledger, claim_list, claim_words
from .present import chip, parts_sentence
from .vocabulary import NOT_APPLICABLE, Vocabulary, did_you_mean, vocabulary

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class _Directive(SphinxDirective):
    """What all directives here share: a warning at the directive's own line."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The project's words."""
        return vocabulary(self.config)

    def complain(self, message: str, *args: object) -> None:
        """Warn the editor; with ``-W`` the build fails."""
        location = (self.env.docname, self.lineno)
        Code.CLAIMS_DIRECTIVE.warn(message, *args, location=location)


class ClaimDirective(_Directive):
    """One claim of the article, where the page's retelling reaches it.

    The argument is the claim in our words, the body says in two or three sentences why the
    verdict is what it is. All options but ``references`` are required; ``references`` may be
    left out only where the certainty is ``not-applicable``.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {
        "id": directives.unchanged,
        "verdict": directives.unchanged,
        "certainty": directives.unchanged,
        "parts": directives.unchanged,
        "references": directives.unchanged,
        "reviewed": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        words = one_line(self.arguments[0])
        self.faulty: set[str] = set()
        claim_id = self._id()
        verdict = self._one_of("verdict", self.vocabulary.verdicts)
        certainty = self._one_of("certainty", self.vocabulary.certainties)
        parts = self._parts()
        references = self._references(certainty)
        reviewed = self._reviewed()

        if not any(line.strip() for line in self.content):
            self.complain("claim %r has no body; explain the verdict in two or three sentences", claim_id)
        body = self.parse_content_to_nodes()
        claim = Claim(
            id=claim_id,
            words=words,
            verdict=verdict,
            certainty=certainty,
            parts=parts,
            references=references,
            reviewed=reviewed,
            explanation=seen(_plain_text(body)),
            docname=self.env.docname,
            line=self.lineno,
            faulty=tuple(sorted(self.faulty)),
        )
        claims_domain(self.env).add(claim)
        return [self._box(claim, body)]

    # Each of these reads one option; it warns when the option is wrong and then goes on with
    # what can be used, so that one build shows every fault of the page.

    def _option(self, name: str) -> str:
        return (self.options.get(name) or "").strip()

    def _words_of(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(re.split(r"[\s,]+", self._option(name).strip(", "))))

    def _id(self) -> str:
        claim_id = self._option("id")
        if not claim_id:
            self.complain("the claim has no id; add ':id:' with lower-case words joined by hyphens")
        elif not _ID.fullmatch(claim_id):
            self.complain(
                "claim id %r must be lower-case words joined by hyphens, for example ':id: relieves-muscle-soreness'",
                claim_id,
            )
        if not _ID.fullmatch(claim_id):
            self.faulty.add("id")
            claim_id = nodes.make_id(claim_id or self.arguments[0])
        return claim_id

    def _one_of(self, name: str, known: dict[str, str]) -> str:
        word = self._option(name)
        if word not in known:
            choices = ", ".join(known)
            if word:
                self.complain("unknown %s %r%s (use one of: %s)", name, word, did_you_mean(word, known), choices)
            else:
                self.complain("the claim has no %s; add ':%s:' with one of: %s", name, name, choices)
        return word

    def _parts(self) -> tuple[str, ...]:
        known = self.vocabulary.parts
        parts = [part for part in self._words_of("parts") if part]
        if not parts or any(part not in known for part in parts):
            self.faulty.add("parts")
        if known and not parts:
            self.complain("the claim has no parts; add ':parts:' with some of: %s", ", ".join(known))
        for part in parts:
            if not known:
                self.complain("the claim names part %r, and conf.py has none; list it in claims_parts", part)
            elif part not in known:
                self.complain(
                    "unknown part %r%s (use some of: %s)",
                    part,
                    did_you_mean(part, known),
                    ", ".join(known),
                )
        return tuple(sorted((part for part in parts if part in known), key=list(known).index))

    def _references(self, certainty: str) -> tuple[str, ...]:
        keys = [key for key in self._words_of("references") if key]
        if not keys and certainty != NOT_APPLICABLE:
            self.complain(
                "the claim has no references; add ':references:' with keys of the bibliography, "
                "or ':certainty: not-applicable' where there is nothing to grade"
            )
        known = known_keys(self.env)
        for key in keys:
            if known is not None and key not in known:
                self.complain(
                    "reference %r is not in the bibliography%s; add it there or correct the key",
                    key,
                    did_you_mean(key, known),
                )
        return tuple(key for key in keys if known is None or key in known)

    def _reviewed(self) -> str:
        text = self._option("reviewed")
        if not text:
            self.complain("the claim has no review date; add ':reviewed: YYYY-MM-DD'")
            return ""
        try:
            day = review_dates.parse(text)
        except ValueError as error:
            self.complain("review date %s", error)
            return ""
        latest = review_dates.latest_day(self.env.doc2path(self.env.docname))
        if day > latest:
            self.complain(
                "review date %s lies in the future (the latest possible day is %s); write the day "
                "on which the claim was checked",
                text,
                latest.isoformat(),
            )
        return text

    def _box(self, claim: Claim, body: list[nodes.Node]) -> claim_box:
        box = claim_box(classes=["claim", f"verdict-{claim.verdict}"])
        box["ids"] = [claim.anchor]
        self.set_source_info(box)
        box += claim_words("", claim.words)
        verdict = nodes.paragraph(classes=["claim-verdict"], search="together")
        verdict += nodes.inline("", _("Verdict:") + " ", classes=["claim-label"])
        verdict += chip("verdict", claim.verdict, self.env.docname, self.config)
        verdict += nodes.Text(". ")
        verdict += nodes.inline("", _("Certainty of the evidence:") + " ", classes=["claim-label"])
        verdict += chip("certainty", claim.certainty, self.env.docname, self.config)
        verdict += nodes.Text(".")
        box += verdict
        box += body
        if claim.references:
            sources = nodes.paragraph(classes=["claim-sources"], search="no")
            sources += nodes.inline("", _("Sources:") + " ", classes=["claim-label"])
            sources += self._cite(claim.references)
            box += sources
        if said := parts_sentence(claim, self.config):
            box += nodes.paragraph("", said, classes=["claim-meta"], search="no")
        return box

    def _cite(self, keys: Iterable[str]) -> list[nodes.Node]:
        made = cite(self, keys)
        for node in made:
            if not isinstance(node, nodes.Text):
                self.set_source_info(node)
        return made


class ClaimListDirective(_Directive):
    """The claims of one part of the article that other pages judge."""

    option_spec = {"part": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        part, known = (self.options.get("part") or "").strip(), self.vocabulary.parts
        if part not in known:
            self.complain(
                "claim-list needs ':part:' with one of: %s%s",
                ", ".join(known) or "those that claims_parts in conf.py lists (it lists none)",
                did_you_mean(part, known),
            )
            return []
        claims_domain(self.env).note_reader(self.env.docname)
        return [claim_list(part=part, docname=self.env.docname)]


class ClaimLedgerDirective(_Directive):
    """The table of all claims."""

    def run(self) -> list[nodes.Node]:
        claims_domain(self.env).note_ledger(self.env.docname)
        return [claim_ledger(docname=self.env.docname)]


class ClaimCountsDirective(_Directive):
    """The number of claims per verdict."""

    def run(self) -> list[nodes.Node]:
        claims_domain(self.env).note_reader(self.env.docname)
        return [claim_counts(docname=self.env.docname)]


def _plain_text(body: list[nodes.Node]) -> str:
    """Return the paragraphs of ``body`` as one line of text, without citation marks."""
    paragraphs = []
    for block in body:
        copy = block.deepcopy()
        for link in list(copy.findall(addnodes.pending_xref)):
            if link["refdomain"] == "cite":
                link.parent.remove(link)
            elif link["refdomain"] == "claims" and not link.get("refexplicit"):
                link.replace_self(nodes.Text(reference_mark(link["reftarget"])))
        paragraphs.append(" ".join(copy.astext().split()))
    # A citation leaves the blank that stood before it.
    return re.sub(r" +([.,;:)])", r"\1", " ".join(filter(None, paragraphs)))
