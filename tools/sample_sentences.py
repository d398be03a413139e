"""Draw sentences by lot, to hold each against its source.

    sample_sentences.py [--seed N] [--count N] [FILE ...]    from these pages, or from all

Drawn from are the sentences of docs/**/*.md that cite a source, print a {number} or name a percentage. A row of a
table counts as one. Each is printed with file and line, and with the key, title and address of every source that it
rests on. The same seed draws the same sentences as long as the pages stay as they are. Exit status 0, or 2 after naming
what is wrong with the command.
"""

import argparse
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from house_style import texts

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from sphinx_evidence.bibliography import BadBibliography, read  # noqa: E402

BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
NUMBERS = ROOT / "docs" / "data" / "numbers.yaml"
CITES = re.compile(r"\{cite[^}]*\}`([^`]+)`")
PRINTS = re.compile(r"\{number\}`([^`]+)`")
PERCENTAGE = re.compile(r"\d\s?%|\bper ?cent\b")


@dataclass(frozen=True)
class Sentence:
    """A sentence that can be held against something."""

    file: str
    line: int
    text: str
    #: Of the bibliography: what the sentence cites, and where its numbers come from.
    keys: tuple[str, ...] = ()


def row_at(lines, line):
    """Return line and text of the row of a table that `line` belongs to; nothing where there is no table."""
    if lines[line - 1].lstrip().startswith("|"):
        return line, lines[line - 1].strip()
    first = last = line
    while first > 1 and re.match(r" +\S", lines[first - 1]):
        first -= 1
    if not re.match(r"\* - ", lines[first - 1]):
        return None
    while last < len(lines) and re.match(r" +\S", lines[last]):
        last += 1
    return first, " ".join(" ".join(lines[first - 1 : last]).split())


def sentences(source):
    """Yield line and sentence of the MyST text `source`, its roles as the editor wrote them."""
    lines, rows = source.splitlines(), set()
    for line, text in texts(source, words=lambda token: token.content):
        # What a cell says is understood with its row only.
        if row := row_at(lines, line):
            if row not in rows:
                yield row
            rows.add(row)
            continue
        start = 0
        for end in [found.end() for found in re.finditer(r"[.?!][)\"”*_]*(?=\s)", text)] + [len(text)]:
            piece = text[start:end]
            before = len(piece) - len(piece.lstrip())
            if piece.strip():
                yield line + text.count("\n", 0, start + before), " ".join(piece.split())
            start = end


def shown(found, numbers):
    """Return what a page prints for the role that was `found`: the value of a number, or another part of it."""
    name, _dot, part = found[1].partition(".")
    return str(numbers.get(name, {}).get(part or "value", found[0]))


def can_be_checked(file, source, numbers):
    """Return those sentences of the page `source` that cite a source, print a number or name a percentage."""
    found = []
    for line, text in sentences(source):
        printed = PRINTS.findall(text)
        if not (CITES.search(text) or printed or PERCENTAGE.search(text)):
            continue
        cited = [key.strip() for keys in CITES.findall(text) for key in keys.split(",")]
        # An unknown number stops the build; here it only has no source.
        told = [numbers.get(name.partition(".")[0], {}) for name in printed]
        cited += [one["source"] for one in told if "source" in one]
        text = PRINTS.sub(lambda found: shown(found, numbers), text)
        found.append(Sentence(file, line, text, tuple(dict.fromkeys(cited))))
    return found


def draw(pages, numbers, seed, count):
    """Return `count` sentences of `pages`, a mapping of file to text, or all if there are fewer; in their order."""
    every = [one for file in sorted(pages) for one in can_be_checked(file, pages[file], numbers)]
    drawn = random.Random(seed).sample(range(len(every)), min(count, len(every)))
    return [every[place] for place in sorted(drawn)], len(every)


def source_lines(key, sources):
    """Return what is printed about the source `key`."""
    if key not in sources:
        return [f"    {key}: not in docs/references.bib"]
    addresses = [one.address for one in sources[key].identifiers if one.address]
    return [f"    {key}: {sources[key].text('title')}", *(f"      {one}" for one in addresses)]


def main(arguments):
    """Print the sentences; return the exit status."""
    parser = argparse.ArgumentParser(prog="sample_sentences.py", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="pages to draw from (all)")
    parser.add_argument("--seed", type=int, default=0, help="another number draws other sentences (%(default)s)")
    parser.add_argument("--count", type=int, default=30, help="how many (%(default)s)")
    asked = parser.parse_args(arguments)
    if asked.count < 1:
        parser.error(f"--count {asked.count}: at least 1")
    files = [Path(name).resolve() for name in asked.files] or list((ROOT / "docs").rglob("*.md"))
    pages = {}
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            parser.error(f"{file}: cannot be read ({error})")
        pages[str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)] = text
    try:
        sources = {one.key: one for one in read(BIBLIOGRAPHY, "docs/references.bib")}
    except BadBibliography as error:
        parser.error(str(error))
    drawn, of = draw(pages, yaml.safe_load(NUMBERS.read_text(encoding="utf-8")), asked.seed, asked.count)
    for number, one in enumerate(drawn, 1):
        print(f"{number}. {one.file}:{one.line}", f"    {one.text}", sep="\n")
        for key in one.keys:
            print(*source_lines(key, sources), sep="\n")
        if not one.keys:
            print("    no source in this sentence; look at those beside it")
    print(f"{len(drawn)} of {of} sentences, seed {asked.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
