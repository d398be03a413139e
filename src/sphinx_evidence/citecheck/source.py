"""``python -m sphinx_evidence.citecheck.source DOI --bib refs.bib``: add the entry of a DOI as it is registered.

What the register does not say stays out. The kind of study is for people to choose.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pybtex.database import Entry

from sphinx_evidence.bibliography import BadBibliography, Source, read
from sphinx_evidence.bibliography.identifiers import doi as doi_in
from sphinx_evidence.unseen import UNSEEN
from sphinx_evidence.web import Memory

from .ask import Asker, NotRegistered, Unavailable
from .check import registered
from .compare import Record, shown
from .corrected import escape, latex, person
from .desk import Desk
from .registers import REGISTERS, Agency
from .run import NOBODY_ANSWERED, REMEMBERED

_TYPES = {
    "journal-article": "article",
    "book": "book",
    "book-chapter": "incollection",
    "proceedings-article": "inproceedings",
    "dissertation": "phdthesis",
    "report": "techreport",
}
#: What the place is called in which such a work came out.
_IN = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
#: Words that say nothing of a title.
_SMALL = frozenset(
    "a an and are as at by do does for from how in is it of on or the their to was what who with".split()  # noqa: SIM905
)


def key_of(record: Record, taken: Iterable[str]) -> str:
    """Return family name, year and the first word of the title that says something; a letter more where it is taken."""
    family = _letters(shown(record.authors[0].family)) if record.authors else ""
    year = str(max(record.years)) if record.years else ""
    words = [_letters(word) for word in re.split(r"[\s:/–—-]+", shown(record.title))]
    word = next((word for word in words if len(word) > 1 and word not in _SMALL), "")
    made = f"{family or word or 'source'}{year}{word if family else ''}"
    known = {one.lower() for one in taken}
    return next(one for one in (made, *(f"{made}{number}" for number in range(2, 10_000))) if one not in known)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())


def entry(record: Record, doi: str, key: str) -> str:
    """Return the entry as BibTeX, with an empty ``kind``."""
    kind = _TYPES.get(record.kind, "article" if record.register == "PubMed" else "misc")
    pages = re.sub(r"(?<=\w)-(?=\w)", "--", latex(record.pages or record.article))
    fields = {
        "author": " and ".join(person(author) for author in record.authors),
        # The second pair of braces keeps the title's capital letters.
        "title": "{" + ": ".join(filter(None, [latex(record.title), latex(record.subtitle)])) + "}",
        _IN.get(kind, "howpublished"): latex(record.journals[0]) if record.journals else "",
        "year": str(max(record.years, default="")),
        "volume": latex(record.volume),
        "number": latex(record.issue),
        "pages": pages,
        "doi": doi,
        "note": f"Notice of the register: {escape(record.notice)}" if record.notice else "",
    }
    lines = [f"  {field} = {{{value}}}," for field, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "  kind = {},", "}", ""])


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    made = argparse.ArgumentParser(prog="python -m sphinx_evidence.citecheck.source", description=__doc__)
    made.add_argument("doi", metavar="DOI")
    made.add_argument("--bib", type=Path, required=True, metavar="FILE.bib", help="where the entry is added")
    made.add_argument("--kinds", default="", help="what the field kind may say, to be shown")
    made.add_argument("--retracted", action="store_true", help="add it also when it was retracted, with a note")
    made.add_argument("--contact", default=os.environ.get("CITECHECK_CONTACT", ""), help="a mail address")
    made.add_argument("--timeout", type=float, default=15, help="seconds to wait for a register (15)")
    for kind in (*REGISTERS, Agency):
        called = kind.option.removeprefix("citecheck_")
        made.add_argument(f"--{called}", default=kind.default, metavar="ADDRESS", help=f"where {kind.name} answers")
    return made


def _fail(message: str, status: int = 1) -> int:
    sys.stderr.write(f"error: {message}\n")
    return status


def main(arguments: list[str] | None = None) -> int:
    """Ask, write the entry, and return the exit status."""
    options = parser().parse_args(arguments)
    doi = doi_in(options.doi)
    # No DOI has these, and an entry could not hold them.
    if not doi or re.search(r"[{}\\]", options.doi) or UNSEEN.search(options.doi.strip()):
        return _fail(f"{options.doi!r} is no DOI; write it as 10.1000/xyz")
    try:
        there = read(options.bib, str(options.bib))
    except BadBibliography as error:
        return _fail(str(error))
    for other in there:
        if other.doi.lower() == doi.lower():
            return _fail(f"{doi} is already there: {other.key} ({other.place()})")
    addresses = {kind.option: getattr(options, kind.option.removeprefix("citecheck_")) for kind in (*REGISTERS, Agency)}
    memory = Memory(Path("/nonexistent/answers.json"), REMEMBERED, 0, fresh=True)
    desk = Desk(Asker(options.contact, options.timeout), memory, addresses)
    try:
        record = registered(Source("new", str(options.bib), 1, Entry("misc", fields={"doi": doi})), desk)
    except NotRegistered:
        return _fail(f"no register knows doi:{doi}; correct the number")
    except Unavailable as error:
        return _fail(f"{doi} could not be asked for: {error}; nothing was written", NOBODY_ANSWERED)
    if not shown(record.title):
        if record.register in {register.name for register in desk.registers}:
            return _fail(f"{doi} has no title with {record.register}; write the entry by hand")
        return _fail(f"{doi} is registered with {record.register}, which is not asked here; write the entry by hand")
    if record.identifier.lower() not in ("", doi.lower()):
        # Two numbers that were merged, or a mistake of the register: nobody but a person can tell.
        return _fail(f"{record.register} answers with another work, {record.identifier}; nothing was written")
    if record.notice and not options.retracted:
        return _fail(f"{doi}: {record.notice}; nothing was written (to cite it as such: --retracted)")
    key = key_of(record, (other.key for other in there))
    written = options.bib.read_text(encoding="utf-8-sig")
    with options.bib.open("a", encoding="utf-8") as file:
        file.write(f"{'' if written.endswith(chr(10)) else chr(10)}\n{entry(record, doi, key)}")
    line = written.rstrip("\n").count("\n") + 3 if written.endswith("\n") else written.count("\n") + 3
    sys.stdout.write(f"{options.bib}:{line}: added {key}, as {record.register} has it\n")
    for note in (*([record.notice] if record.notice else []), *record.notes):
        sys.stdout.write(f"note: {note}\n")
    choose = f"; one of: {options.kinds}" if options.kinds else ""
    sys.stdout.write(f"Now open the page of the source, compare, and choose its kind{choose}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
