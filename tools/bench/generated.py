"""Sites of generated pages, laid out as this one: folders, links between pages and to the outside, sources, claims.

The same pages come in three spellings: MyST for Sphinx, with toctrees and citations; the same for Sphinx without our
extensions, where a claim is an admonition; and the Markdown that MkDocs and Zensical read, where a citation is a link
to the list of sources, and a claim is a quotation with a verdict.
"""

from pathlib import Path
from typing import NamedTuple

from words import Writer

WORDS_PER_PAGE = 1650
PAGES_PER_FOLDER = 20
SECTIONS = 9
#: Links to the outside on each page.
OUTSIDE = 2
AUTHORS = ["Abel", "Baker", "Clark", "Diaz", "Evans", "Fischer", "Garcia", "Huang", "Ito", "Jones", "Khan", "Lopez"]
FRONT = "---\ndescription: {title}, as a page of a generated site.\nreviewed: 2026-11-24\nreview_due: 2027-05-24\n---\n"


class Spelling(NamedTuple):
    """How a tool wants to be told what Markdown has no word for."""

    link: str  # to the heading-less page ``folder``/``name``
    cite: str  # of the source ``key``
    toctree: str  # lists ``entries``, if the tool needs it
    toctree_entry: str
    sources: str  # the page that lists them
    claim: str  # a judged statement: its words, its id, the source that it rests on, why


MYST = Spelling(
    link="[{words}](/{folder}/{name}.md)",
    cite="{{cite}}`{key}`",
    toctree="```{{toctree}}\n{options}\n{entries}\n```\n",
    toctree_entry="{target}",
    sources="```{bibliography}\n:all:\n```\n",
    claim=":::{{claim}} {words}\n:id: {id}\n:verdict: unproven\n:certainty: low\n:parts: summary\n:references: {key}\n"
    ":reviewed: 2026-11-24\n\n{why}\n:::",
)
STOCK = MYST._replace(
    claim=":::{{admonition}} {words}\nVerdict: unproven. Certainty: low.\n\n{why} {{cite}}`{key}`\n:::"
)
PLAIN = Spelling(
    link="[{words}](../{folder}/{name}.md)",
    cite="[{words}](../sources.md#source-{key})",
    toctree="{entries}\n",
    toctree_entry="- [{words}]({target}.md)",
    sources="",
    claim="> {words}\n>\n> Verdict: unproven. Certainty: low.\n>\n> {why} [{key}](../sources.md#source-{key})",
)


class Source(NamedTuple):
    """A made-up source."""

    key: str
    author: str
    title: str
    year: int

    def words(self) -> str:
        """Return what a citation shows."""
        return f"{self.author} {self.year}"


def sources(pages: int) -> list[Source]:
    """Return the sources of a site of ``pages`` pages: two for each page."""
    writer = Writer(7)
    made = []
    for number in range(2 * pages):
        author = writer.random.choice(AUTHORS)
        made.append(Source(f"source{number}", f"{author}{_letters(number)}", writer.phrase(6, 12), 1980 + number % 45))
    return made


def _letters(number: int) -> str:
    return (_letters(number // 26) if number >= 26 else "") + chr(ord("a") + number % 26)


def names(pages: int) -> dict[str, list[str]]:
    """Return the names of the pages by folder."""
    folders: dict[str, list[str]] = {}
    for number in range(pages):
        folders.setdefault(f"part-{number // PAGES_PER_FOLDER + 1:02}", []).append(f"page-{number + 1:04}")
    return folders


def write(docs: Path, pages: int, spelling: Spelling) -> None:
    """Write a site of ``pages`` pages, with an index page for each folder and for the whole, into ``docs``."""
    folders, cited = names(pages), sources(pages)
    everywhere = [(folder, name) for folder, inside in folders.items() for name in inside]
    for number, (folder, name) in enumerate(everywhere):
        _file(docs / folder / f"{name}.md", title(name), _page(number, everywhere, cited, spelling))
    for folder, inside in folders.items():
        _file(docs / folder / "index.md", title(folder), _listing(spelling, [(title(n), n) for n in inside]))
    entries = [*((title(folder), f"{folder}/index") for folder in folders), ("Sources", "sources")]
    _file(docs / "index.md", "Generated pages", _listing(spelling, entries, ":hidden:"))
    _file(docs / "sources.md", "Sources", spelling.sources or _source_list(cited))
    (docs / "references.bib").write_text("\n".join(_bibtex(source) for source in cited), encoding="utf-8")


def title(name: str) -> str:
    """Return the title of the page or folder ``name``."""
    number = int(name.rpartition("-")[2])
    return f"{Writer(number).phrase(3, 6)} {number}" if name.startswith("page") else f"Part {number}"


def _file(path: Path, heading: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{FRONT.format(title=heading)}# {heading}\n\n{text}", encoding="utf-8")


def _page(number: int, everywhere: list[tuple[str, str]], cited: list[Source], spelling: Spelling) -> str:
    """Return the text of page ``number``: sections, lists, six links, two to the outside, eight citations, a claim."""
    writer, parts = Writer(1000 + number), []
    for section in range(SECTIONS):
        parts.append(f"## {writer.phrase(4, 8)}?")
        # Its own two sources first: a source that no page cites is a warning.
        source = cited[2 * number + section] if section < 2 else writer.random.choice(cited)
        signs = [_cite(spelling, source)] if section < 8 else []
        if section < 6:
            folder, name = writer.random.choice(everywhere)
            signs.append(spelling.link.format(words=title(name), folder=folder, name=name))
        parts += [writer.sentences(6, signs), writer.sentences(5)]
        if section % 3 == 1:
            parts.append("\n".join(f"- {writer.phrase(6, 12)}" for _ in range(4)))
    for outside in range(OUTSIDE):
        parts.append(f"{writer.sentences(1)} [{writer.phrase(2, 4)}](https://example.org/{number}/{outside}).")
    claim = writer.phrase(6, 10)
    parts.append(
        spelling.claim.format(
            words=f"{claim}.", id=f"claim-{number}", key=writer.random.choice(cited).key, why=writer.sentences(2)
        )
    )
    while writer.count < WORDS_PER_PAGE:
        parts.append(writer.sentences(4))
    return "\n\n".join(parts) + "\n"


def _cite(spelling: Spelling, source: Source) -> str:
    return spelling.cite.format(key=source.key, words=source.words())


def _listing(spelling: Spelling, entries: list[tuple[str, str]], options: str = ":maxdepth: 1") -> str:
    lines = "\n".join(spelling.toctree_entry.format(words=words, target=target) for words, target in entries)
    return f"The pages of this part.\n\n{spelling.toctree.format(options=options + chr(10), entries=lines)}"


def _bibtex(source: Source) -> str:
    fields = f"author = {{{source.author}, Ann}}, title = {{{{{source.title}}}}}, year = {{{source.year}}}"
    return (
        f"@article{{{source.key}, {fields}, journal = {{Journal of generated text}}, doi = {{10.5555/{source.key}}}}}\n"
    )


def _source_list(cited: list[Source]) -> str:
    return "".join(
        f'<a id="source-{source.key}"></a>{source.author}, Ann. {source.title}. *Journal of generated text*, '
        f"{source.year}. [doi:10.5555/{source.key}](https://doi.org/10.5555/{source.key})\n\n"
        for source in cited
    )
