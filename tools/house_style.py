"""Read the pages and name the words that this site does not use, with file and line.

    house_style.py [FILE ...]    read these files, or all pages and the files beside them

The words, the reasons and what to write instead are in editorial/house-style.toml. What others say is not ours:
quotations, the words of the article in a claim's first line, titles in the bibliography. Exit status 0, or 1 after
naming what breaks a rule.
"""

import csv
import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "editorial" / "house-style.toml"
# Directives whose body is a list of names, and not sentences.
NO_PROSE = ("index", "toctree", "include", "bibliography")
# Directives whose first line is not ours, or no sentence.
NO_HEADLINE = ("claim", "chart", "leaflet", "rst-class", "only", "download-list")
CITED = "[cited]"
MARKDOWN = create_md_parser(
    MdParserConfig(enable_extensions={"colon_fence", "deflist", "attrs_inline"}), DocutilsRenderer
)


@dataclass(frozen=True)
class Rule:
    """Words that are not used, and why; see the head of editorial/house-style.toml."""

    name: str
    words: str
    why: str
    instead: str
    unless: str = ""
    where: str = "sentences"
    wrong: list = field(default_factory=list)
    right: list = field(default_factory=list)

    def breaks(self, sentence):
        """Return the match of what breaks the rule in `sentence`, or nothing."""
        found = re.search(self.words, sentence, re.I)
        return None if self.unless and re.search(self.unless, sentence, re.I) else found


@dataclass(frozen=True)
class Allowed:
    """A sentence in which a rule is broken with a reason."""

    rule: str
    file: str
    says: str
    why: str


def load(path=RULES):
    """Return the rules and what is allowed. Raises TypeError for a key that is not known."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Rule(**rule) for rule in data["rule"]], [Allowed(**one) for one in data.get("allow", [])]


def words_of(token: Token):
    """Return the text of an inline token as a reader sees it; a line of the source stays a line."""
    parts = []
    for child in token.children or []:
        if child.type == "myst_role" and child.meta["name"].startswith("cite"):
            parts.append(CITED)
        elif child.type == "myst_role" and child.meta["name"] in ("term", "claim", "doc", "ref", "abbr"):
            parts.append(child.content.partition("<")[0].strip() or child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "text_special"):
            parts.append(child.content)
        else:
            parts.append("\n" * child.content.count("\n"))
    return "".join(parts)


def texts(source, first=1, words=words_of):
    """Yield line and text of every paragraph, heading, cell and option of the MyST text `source`.

    `words` makes the text of an inline token.
    """
    for token in MARKDOWN.parse(source):
        line = first + (token.map[0] if token.map else 0)
        if token.type == "front_matter":
            front = yaml.safe_load(token.content) or {}
            yield line + 1, str(front.get("description", ""))
        elif token.type == "inline":
            yield line, words(token)
        elif token.type in ("fence", "colon_fence") and token.info.startswith("{"):
            yield from directive(token, line, words)


def directive(token, line, words):
    """Yield line and text of what a directive says."""
    name, _, headline = token.info.strip()[1:].partition("}")
    if name in NO_PROSE:
        return
    if name not in NO_HEADLINE:
        yield line, headline.strip()
    body = token.content.splitlines()
    skipped = 0
    while skipped < len(body) and re.match(r":[\w-]+:", body[skipped]):
        if body[skipped].startswith(":alt:"):
            yield line + 1 + skipped, body[skipped].removeprefix(":alt:").strip()
        skipped += 1
    yield from texts("\n".join(body[skipped:]), line + 1 + skipped, words)


def sentences(source):
    """Yield line and sentence of the MyST text `source`, in its lines, without what stands in quotation marks."""
    for line, text in texts(source):
        # As long as it was, so that the lines stay where they are.
        ours = re.sub(r"\"[^\"]{1,300}\"|“[^”]{1,300}”", lambda quoted: re.sub(r"[^\n]", "_", quoted[0]), text)
        start = 0
        for end in [match.end() for match in re.finditer(r"[.?!][)\"_]*(?=\s)", ours)] + [len(ours)]:
            piece = ours[start:end]
            skipped = len(piece) - len(piece.lstrip())
            if piece.strip():
                yield line + ours.count("\n", 0, start + skipped), piece.strip()
            start = end


def cells(source):
    """Yield line and text of every row of the CSV text `source`."""
    rows = csv.reader(source.splitlines())
    for row in rows:
        yield rows.line_num, ", ".join(row)


def links(source):
    """Yield line and address of every link in `source`."""
    for number, line in enumerate(source.splitlines(), 1):
        yield from ((number, address) for address in re.findall(r"https?://[^\s)>}\"'`]+", line))


def read(name, source, rules, allowed=(), used=None):
    """Return a message for each place of `source`, the text of the file `name`, that breaks one of `rules`."""
    found = []
    read_by = {"sentences": cells if name.endswith(".csv") else sentences, "links": links}
    for where, reader in read_by.items():
        for line, text in reader(source):
            for rule in rules:
                match = rule.where == where and rule.breaks(text.replace("\n", " "))
                if not match:
                    continue
                reason = [one for one in allowed if (one.rule, one.file) == (rule.name, name) and one.says in text]
                if reason:
                    (used if used is not None else set()).update(reason)
                    continue
                place = f"{name}:{line + text.count(chr(10), 0, match.start())}"
                found.append(f"{place}: {match[0].strip()!r}: {rule.why} {rule.instead} (rule {rule.name!r})")
    return found


def files():
    """Return the files that somebody reads."""
    beside = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
    found = [*sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "docs/figures").glob("*.csv")), *beside]
    # What editors leave begins with a point, or lies in a folder that does.
    return [file for file in found if file.exists() and "/." not in f"/{file.relative_to(ROOT).as_posix()}"]


def main(arguments):
    """Read the files; return the exit status."""
    rules, allowed = load()
    used, found = set(), []
    for file in [Path(name).resolve() for name in arguments] or files():
        name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)
        found += read(name, file.read_text(encoding="utf-8"), rules, allowed, used)
    if not arguments:
        for one in allowed:
            if one not in used:
                found.append(
                    f"editorial/house-style.toml: nothing says {one.says!r} in {one.file} any more; take it out"
                )
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
