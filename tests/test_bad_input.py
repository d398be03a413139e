"""What an editor gets wrong: for each kind, what is changed on a good site and the message that the build gives."""

import itertools
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from sphinx_evidence.codes import Code
from this_site.codes import Code as SiteCode
from whole import ROOT, SITE

PAGE = "docs/guide/sleep.md"
INDEX = "docs/guide/index.md"
HAIR = "docs/article/hair.md"
MUSCLES = "docs/article/muscles.md"
INCLUDED = "docs/_includes/help-now.md"
GLOSSARY = "docs/reference/glossary.md"
CSV = "docs/figures/bars.csv"
PROGRAM = "docs/figures/bars.py"
BIB = "docs/references.bib"
LIST = "tests/article-claims.yaml"
PLACES = "editorial/search-places.yaml"
VERDICTS = "docs/data/verdicts.yaml"
WORDS = "editorial/search-words.toml"
FIRST = "description: Does it help you sleep?"
NEW = "---\ndescription: New.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n# New\n\nWords.\n"
#: The codes of our warnings, and what stands before their dots.
LISTED = {code.code for code in (*Code, *SiteCode)}
OURS = {code.partition(".")[0] for code in LISTED}
#: The line that follows the last one of PAGE when a blank line stands between.
LAST = 17


# -- What an editor does ------------------------------------------------------------------------


def change(name, old, new):
    return lambda whole: whole.replace(name, old, new)


def add(text, name=PAGE):
    return lambda whole: whole.append(name, text)


def write(name, content):
    return lambda whole: whole.write(name, content)


def recode(name, encoding):
    return lambda whole: whole.write(name, whole.read(name).encode(encoding))


def take(name):
    return lambda whole: (whole.path / name).unlink()


def link(name, target):
    def do(whole):
        (whole.path / name).unlink(missing_ok=True)
        (whole.path / name).symlink_to(target)

    return do


def all_of(*edits):
    def do(whole):
        for edit in edits:
            edit(whole)

    return do


def without_claim(whole):
    whole.write(HAIR, re.sub(r":::\{claim\}.*?\n:::\n", "", whole.read(HAIR), flags=re.DOTALL))


def picture(content, name="docs/_images/new.png"):
    return all_of(write(name, content), add(f"\n![New]({name.removeprefix('docs')})\n"))


def png(width, height):
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + b"\x08\2\0\0\0" + b"\0" * 1000


def raw_name(folder, name):
    """Write a file whose name is these bytes."""
    return lambda whole: Path(os.fsdecode(os.fsencode(whole.path / folder) + b"/" + name)).write_bytes(b"# x\n")


def nested(count, sign, info, before=""):
    """Return so many fences in each other."""
    lengths = range(count + 2, 2, -1)
    return "\n" + "".join(
        [f"{before}{sign * length}{info}\n" for length in lengths]
        + ["Words.\n"]
        + [f"{sign * length}\n" for length in reversed(lengths)]
    )


CROSSREF = "names 'gone' under crossref, which is not in the bibliography; correct the key, or delete the field"
AUTHORS = "Post, Sara and Spiller, Henry"
UNLOADED = "cannot be loaded ."
PO = "locale/es/LC_MESSAGES/guide/sleep.po"
PO_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
SLEEP = 'msgid "Sleep"\nmsgstr "Sueño"\n'
LOOP = "is a link that leads to itself; delete the link"
NAME = "the name of this file or folder is not UTF-8; rename it"
DEEP = "fences stand in each other more than 20 deep here; take some of them out"

#: The kinds: what the editor does, and each message as (file and line, words of it).
KINDS = {
    # Front matter
    "front matter: open quotation": (
        change(PAGE, FIRST, 'description: "Does it'),
        (f"{PAGE}:2", "front matter is not YAML .*; put the value in quotation marks"),
    ),
    "front matter: colon in a value": (
        change(PAGE, FIRST, "description: Sleep: does it"),
        (f"{PAGE}:2", "front matter is not YAML .*; put the value in quotation marks"),
    ),
    "front matter: tab": (
        change(PAGE, FIRST, FIRST + "\n\tmore: x"),
        (f"{PAGE}:3", "front matter is not YAML .*; use blanks, not tabs"),
    ),
    "front matter: never closed": (
        change(PAGE, "2027-05-20\n---\n", "2027-05-20\n"),
        (f"{PAGE}:1", "front matter that opens here is never closed; write ---"),
    ),
    "front matter: a list": (
        write(PAGE, "---\n- a\n- b\n---\n# Sleep\n\nWords.\n"),
        (f"{PAGE}:2", "not a list of fields; write each line as 'name: value'"),
    ),
    "front matter: a field twice": (
        change(PAGE, FIRST, f"{FIRST}\n{FIRST}"),
        (f"{PAGE}:3", "names 'description' twice; keep one"),
    ),
    "front matter: a list for a sentence": (
        change(PAGE, FIRST, "description: [a, b]"),
        (f"{PAGE}:2", "description is not one value; write it in quotation marks"),
    ),
    "front matter: empty": (
        write(PAGE, "---\n---\n# Sleep\n\nWords.\n"),
        (f"{PAGE}:1", "no 'description'; add"),
        (f"{PAGE}:1", "no 'reviewed'; add"),
        (f"{PAGE}:1", "no 'review_due'; add"),
    ),
    "front matter: no words behind a colon": (
        change(PAGE, FIRST, "description:"),
        (f"{PAGE}:2", "description says nothing; write it behind the colon"),
    ),
    "front matter: a number for a sentence": (
        change(PAGE, FIRST, "description: 42"),
        (f"{PAGE}:2", "the description is not a sentence; write one, in quotation marks"),
    ),
    "front matter: words for a number": (
        change(PAGE, FIRST, f"{FIRST}\ntocdepth: deep"),
        (f"{PAGE}:3", "tocdepth is not a whole number; write one, such as 2"),
    ),
    "front matter: asks for a type": (
        change(PAGE, FIRST, "description: !!python/object/apply:os.system ['true']"),
        (f"{PAGE}:2", "description is not one value; write it in quotation marks"),
    ),
    "front matter: a list for a name": (
        change(PAGE, FIRST, f"? [a, b]\n: c\n{FIRST}"),
        (f"{PAGE}:2", "the name of a field is one word; write each line as 'name: value'"),
    ),
    "front matter: words behind its end": (
        change(PAGE, FIRST, f"{FIRST}\n--- x"),
        (f"{PAGE}:3", "the front matter ends with --- on a line of its own; take the other words away"),
    ),
    "front matter: none": (
        write(PAGE, "# Sleep\n\nWords.\n"),
        (f"{PAGE}:1", "no 'description'; add"),
        (f"{PAGE}:1", "no 'reviewed'; add"),
        (f"{PAGE}:1", "no 'review_due'; add"),
    ),
    "date: a day that is not": (
        change(PAGE, "reviewed: 2026-11-20", "reviewed: 2026-02-30"),
        (f"{PAGE}:3", "2026-02-30 does not exist .*; correct it"),
    ),
    "date: year 1": (
        change(PAGE, "reviewed: 2026-11-20", "reviewed: 0001-01-01"),
        (f"{PAGE}:1", "'0001-01-01' was before this site; correct the year"),
    ),
    "date: year 9999": (
        change(PAGE, "review_due: 2027-05-20", "review_due: 9999-12-31"),
        (f"{PAGE}:1", "more than 5 years after the review; correct the year"),
    ),
    "date: in the future": (
        change(PAGE, "reviewed: 2026-11-20", "reviewed: 2026-12-20"),
        (f"{PAGE}:1", "lies in the future .*; write the day"),
    ),
    "date: due before the review": (
        change(PAGE, "review_due: 2027-05-20", "review_due: 2026-05-20"),
        (f"{PAGE}:1", "must come after reviewed: 2026-11-20; correct one of the two"),
    ),
    # Files
    "page: not UTF-8": (
        lambda whole: whole.write(PAGE, whole.read(PAGE).encode() + b"caf\xe9\n"),
        (f"{PAGE}:16", "this line is not UTF-8; save the file as UTF-8"),
    ),
    "page: UTF-16": (recode(PAGE, "utf-16"), (f"{PAGE}:1", "is UTF-16; save the file as UTF-8")),
    "page: NUL byte": (
        change(PAGE, "Nobody", "No\0body"),
        (f"{PAGE}:11", r"a character that cannot be printed \(U\+0000\); delete it"),
    ),
    "page: escape sequence": (
        change(PAGE, "Nobody", "\x1b[31mNobody"),
        (f"{PAGE}:11", r"a character that cannot be printed \(U\+001B\); delete it"),
    ),
    "page: UTF-16 without a mark": (recode(PAGE, "utf-16-le"), (f"{PAGE}:1", "is UTF-16; save the file as UTF-8")),
    "page: UTF-32": (recode(PAGE, "utf-32"), (f"{PAGE}:1", "is UTF-32; save the file as UTF-8")),
    "page: two marks of UTF-8": (
        lambda whole: whole.write(PAGE, b"\xef\xbb\xbf" * 2 + whole.read(PAGE).encode()),
        (f"{PAGE}:1", r"begins with a sign that nobody sees \(U\+FEFF\), twice; save the file as UTF-8 without it"),
    ),
    "page: a line break of Unicode's": (
        change(PAGE, "Nobody", "No\u2028body"),
        (f"{PAGE}:11", r"U\+2028 cannot be seen and can turn letters round; delete it"),
    ),
    "page: a sign that nobody sees, as an entity": (
        add("\nWords &#x202E;turned&#x202C;.\n"),
        (f"{PAGE}:{LAST}", r"U\+202E cannot be seen and can turn letters round; delete it"),
    ),
    "page: empty": (write(PAGE, ""), (f"{PAGE}:1", "is empty; write the page, or delete it")),
    "page: blanks only": (write(PAGE, "\n \n\n"), (f"{PAGE}:1", "is empty; write the page, or delete it")),
    "page: no title": (
        change(PAGE, "# Sleep", "Sleep"),
        (f"{PAGE}:1", "the page has no title; begin it with '# The title'"),
    ),
    "page: second title": (add("\n# More\n\nWords.\n"), (f"{PAGE}:{LAST}", "second title; write ## before it")),
    "page: as .md and as .rst": (
        write("docs/guide/sleep.rst", "Sleep\n=====\n"),
        (f"{PAGE}:1", "is there as .md and as .rst; keep one of the two"),
        ("docs/guide/sleep.rst:1", "is there as .md and as .rst; keep one of the two"),
    ),
    "page: name of a page that the build makes": (
        write("docs/search.md", NEW),
        ("docs/search.md:1", "makes a page called search itself; rename this one"),
    ),
    "page: a link out of the project": (
        link(PAGE, "/etc/hostname"),
        (PAGE, "is a link to /etc/hostname, outside the project; put a copy of the file here"),
    ),
    "static file: a link out of the project": (
        link("docs/_static/out.css", "/etc/hostname"),
        ("docs/_static/out.css", "outside the project; put a copy"),
    ),
    "folder: a link out of the project": (
        link("docs/out", "/usr"),
        ("docs/out", "is a link to /usr, outside the project; put a copy"),
    ),
    "folder: a link to itself": (
        link("docs/guide/round", "../guide"),
        ("docs/guide/round", "a folder that it stands in, so the pages have no end; delete the link"),
    ),
    "page: a link to nothing": (
        link("docs/guide/gone.md", "nowhere.md"),
        ("docs/guide/gone.md", "is a link to nowhere.md, which is not there; delete the link or mend it"),
    ),
    "page: a pipe": (
        lambda whole: os.mkfifo(whole.path / "docs/guide/pipe.md"),
        ("docs/guide/pipe.md", "is not an ordinary file; delete it"),
    ),
    "pages: names that differ by case": (
        all_of(write("docs/guide/Sleep.md", NEW), change(INDEX, "sleep\n", "sleep\nSleep\n")),
        (PAGE, "and Sleep.md are one file on Windows and macOS; rename one"),
    ),
    # Toctrees
    "toctree: page is gone": (
        all_of(take(PAGE), change("docs/guide/safety.md", " and {doc}`sleep`", "")),
        (f"{INDEX}:8", "non-existing document 'guide/sleep'; correct the name in the toctree, or take the line out"),
    ),
    "toctree: slip of the pen": (
        change(INDEX, "sleep\n", "slep\n"),
        (f"{INDEX}:8", "nonexisting document 'guide/slep'; correct the name in the toctree"),
        (PAGE, "isn't included in any toctree; name it in the toctree of its folder's index page"),
    ),
    "toctree: page is in none": (
        write("docs/guide/new.md", NEW),
        ("docs/guide/new.md", "isn't included in any toctree; name it in the toctree"),
    ),
    "folder: no index page": (
        write("docs/fresh/page.md", NEW),
        ("docs/fresh/page.md", "isn't included in any toctree; name it in the toctree of its folder's index page"),
    ),
    "toctree: page twice": (
        change(INDEX, "sleep\n", "sleep\nsleep\n"),
        (f"{INDEX}:8", "duplicated entry found in toctree: guide/sleep; keep one"),
    ),
    "toctree: page in two": (
        change("docs/article/index.md", "author\n", "author\n/guide/sleep\n"),
        (f"{INDEX}:12", "already stands in the toctree of article/index.md; take it out of one of the two"),
    ),
    "toctree: a circle": (
        add("\n```{toctree}\n/guide/index\n```\n"),
        (f"{PAGE}:{LAST + 1}", "goes round in a circle .guide/index → guide/sleep → guide/index.; take it out"),
    ),
    # Markdown
    "fence: never closed": (
        add("\n```{note}\nWords.\n\nMore.\n"),
        (f"{PAGE}:{LAST}", r"the fence ```\{note\} is never closed; write ``` on a line of its own"),
    ),
    "fence: never closed in a list": (
        add("\n- :::{note}\n  Words.\n"),
        (f"{PAGE}:{LAST}", r"the fence - :::\{note\} is never closed; write ::: on a line of its own"),
    ),
    "fence: code never closed": (
        add("\n~~~text\nWords.\n\n## More\n"),
        (f"{PAGE}:{LAST}", "the fence ~~~text is never closed; write ~~~ on a line of its own"),
    ),
    "fence: never closed inside another": (
        change("docs/evidence/claims.md", ":::{claim-ledger}\n:::\n", ":::{claim-ledger}\n"),
        ("docs/evidence/claims.md:12", "is never closed before the fence of line 8 ends; write :::"),
    ),
    "directive: unknown": (
        add("\n```{notte}\nWords.\n```\n"),
        (f"{PAGE}:{LAST}", "Unknown directive type: 'notte'; correct the name in the braces"),
    ),
    "directive: unknown option": (
        add("\n```{note}\n:colour: red\n\nWords.\n```\n"),
        (f"{PAGE}:{LAST + 1}", "Unknown option key: 'colour' .*; correct the option, or take it out"),
    ),
    "directive: bad value": (
        add("\n```{image} /_images/dot.svg\n:alt: A dot\n:width: wide\n```\n"),
        (f"{PAGE}:{LAST + 2}", "Invalid option value for 'width': wide.*; correct the value"),
    ),
    "directive: no argument": (
        add("\n```{image}\n```\n"),
        (f"{PAGE}:{LAST}", r"1 argument\(s\) required, 0 supplied; write it on the same line"),
    ),
    "directive: content that it does not take": (
        add("\n```{productionlist} g\nx: `gone`\n```\n"),
        (f"{PAGE}:{LAST}", "'productionlist': Has content, but none permitted"),
    ),
    "index: an entry without words": (
        add("\n```{index} !\n```\n"),
        (f"{PAGE}:{LAST}", "an entry of the index has no words here; write it as 'first' or 'first; second'"),
    ),
    "index: no words before a semicolon": (
        add("\n```{index} single: ; tea\n```\n"),
        (f"{PAGE}:{LAST}", "an entry of the index has no words here"),
    ),
    "index: a role without words": (
        add("\nWords {index}`!`.\n"),
        (f"{PAGE}:{LAST}", "invalid single index entry ''; write it as 'first; second'"),
    ),
    "substitution: a circle": (
        add("\n```{eval-rst}\n.. |a| replace:: |b|\n.. |b| replace:: |a|\n\n|a|\n```\n"),
        (rf"{PAGE}:\d+", "what stands for other words leads back to itself here .also .*; write the words themselves"),
    ),
    "substitution: itself": (
        add("\n```{eval-rst}\n.. |a| replace:: x |a|\n\n|a|\n```\n"),
        (rf"{PAGE}:\d+", "what stands for other words leads back to itself here"),
    ),
    "note: a numbered one of reStructuredText": (
        add("\n```{eval-rst}\nWords.\n\n.. [1] One.\n```\n"),
        (rf"{PAGE}:\d+", r"this note and something else have the id \w+; write the note as \[\^name\]: in Markdown"),
    ),
    "toctree: empty": (
        add("\n```{toctree}\n```\n"),
        (f"{PAGE}:{LAST}", "this toctree names no page; write one on each line, or take it out"),
    ),
    "toctree: a pattern that nothing fits": (
        add("\n```{toctree}\n:glob:\n\nnosuch*\n```\n"),
        (f"{PAGE}:{LAST}", "glob pattern 'nosuch.' didn't match any documents; correct the pattern"),
    ),
    "glossary: a term without words": (
        change(GLOSSARY, "  Leaves in hot water.\n", "  Leaves in hot water.\n\nlemon\n"),
        (rf"{GLOSSARY}:\d+", "the term 'lemon' has no words; write them below it, indented"),
    ),
    "directive: no content": (
        add("\n```{note}\n```\n"),
        (f"{PAGE}:{LAST}", "Content block expected .*; write the text between the fences"),
    ),
    "quotation: too deep": (
        add("\n" + "> " * 19 + "deep\n"),
        (f"{PAGE}:{LAST}", "deeper in lists or quotations than a page shows; take it out"),
    ),
    "list: too deep": (
        add("\n" + "".join("  " * depth + "- item\n" for depth in range(10))),
        (f"{PAGE}:{LAST + 9}", "deeper in lists or quotations than a page shows; take it out"),
    ),
    "role: unknown": (
        add("\n{termm}`tea`\n"),
        (f"{PAGE}:{LAST}", 'Unknown interpreted text role "termm"; correct the name in the braces'),
    ),
    "heading: a step left out": (
        add("\n#### Deep\n\nWords.\n"),
        (f"{PAGE}:{LAST}", "header level increase; H1 to H4; take away #s"),
    ),
    "heading: starts at the second level": (
        change(PAGE, "# Sleep", "## Sleep"),
        (f"{PAGE}:6", "headings start at H2, not H1; begin the page with '# The title'"),
    ),
    "HTML in a page": (
        add("\nWords<br>more.\n\n<script>alert(1)</script>\n"),
        (f"{PAGE}:{LAST}", "<br> would stand in the text as it is; write Markdown instead"),
        (f"{PAGE}:{LAST + 2}", "<script> would stand in the text as it is; write Markdown instead"),
    ),
    "list table: rows of unequal length": (
        add("\n```{list-table}\n* - a\n  - b\n* - c\n```\n"),
        (f"{PAGE}:{LAST}", r"\(1 vs 2\); give each row the same number of cells"),
    ),
    "CSV table: open quotation": (
        add('\n```{csv-table}\na,b\n"c\n```\n'),
        (f"{PAGE}:{LAST}", "Error with CSV data .*; mend the quotation marks"),
    ),
    "footnote: not there": (
        add("\nWords[^1].\n"),
        (f"{PAGE}:{LAST}", 'Unknown target name: "1"; correct the name, or write the note'),
    ),
    "footnote: no words": (
        add("\nWords[^a].\n\n[^a]:\n"),
        (f"{PAGE}:{LAST + 2}", r"the note \[\^a\] has no words; write them behind its colon"),
    ),
    "footnote: that nothing names": (
        add("\n[^a]: Words.\n"),
        (f"{PAGE}:{LAST}", r"Footnote \[.\] is not referenced; name it in the text"),
    ),
    "footnote: twice": (
        add("\nWords[^a].\n\n[^a]: Words.\n[^a]: More.\n"),
        (f"{PAGE}:{LAST + 3}", "Duplicate footnote definition .*; give one of the two another name"),
    ),
    "footnote: one too few in reStructuredText": (
        add("\n```{eval-rst}\nOne [#]_, two [#]_\n\n.. [#] x\n```\n"),
        (f"{PAGE}:{LAST + 1}", "(a note is named here that is not there|Too many autonumbered footnote).*; write"),
    ),
    "footnote: named in reStructuredText": (
        add("\n```{eval-rst}\nWords [#f]_.\n\n.. [#f] x\n```\n"),
        (rf"{PAGE}:\d+", r"this note was given no number; write it as \[\^name\]: in Markdown"),
    ),
    "table: a cell too many": (
        add("\n| a | b |\n| - | - |\n| 1 | 2 | 3 |\n"),
        (f"{PAGE}:{LAST + 2}", "this row has 3 cells and the table's head 2; those too many are lost; take a bar away"),
    ),
    "table: a cell too few": (
        add("\n| a | b |\n| - | - |\n| 1 | 2 |\n| 3 |\n"),
        (f"{PAGE}:{LAST + 3}", "this row has 1 cell and the table's head 2; add the missing ones"),
    ),
    "table: a bar in code": (
        add("\n::::{note}\n\n| a | b |\n| - | - |\n| `x|y` | 2 |\n::::\n"),
        (f"{PAGE}:{LAST + 4}", r"this row has 3 cells .*, or write \\\| for a bar that is no border"),
    ),
    "table: its line is shorter than its head": (
        add("\n| a | b |\n| - |\n| 1 | 2 |\n"),
        (f"{PAGE}:{LAST + 1}", "line under a table's head has 1 cell and the head 2; give both lines the same"),
    ),
    "CSV table: rows of unequal length": (
        add("\n```{csv-table}\na,b\nc\n```\n"),
        (f"{PAGE}:{LAST}", "row 2 of this table has 1 cells and another one 2; give each row the same number"),
    ),
    "table: in a table": (
        add("\n```{list-table}\n* - a\n  - | b |\n    | - |\n    | c |\n```\n"),
        (rf"{PAGE}:\d+", "a table stands in a table, which not every format can show; write two tables"),
    ),
    "CSV table: widths for another table": (
        add("\n```{csv-table}\n:widths: 1 2 3\n\na,b\n```\n"),
        (f"{PAGE}:{LAST}", r"widths do not match the number of columns in table \(2\); give one width for each"),
    ),
    "CSV table: of a file that is not UTF-8": (
        all_of(write("docs/guide/a.csv", b"caf\xe9,b\n"), add("\n```{csv-table}\n:file: a.csv\n```\n")),
        (f"{PAGE}:{LAST}", "directive 'csv-table': it reads a file that is not UTF-8; save the file as UTF-8"),
    ),
    "CSV table: a codec that is none for text": (
        all_of(write("docs/guide/a.csv", "a,b\n"), add("\n```{csv-table}\n:file: a.csv\n:encoding: zip\n```\n")),
        (f"{PAGE}:{LAST}", "directive 'csv-table': it cannot be made .LookupError.*; correct its words and options"),
    ),
    "directive: that a page in Markdown cannot have": (
        add("\n```{eval-rst}\nWords\n\n.. target-notes::\n```\n"),
        (f"{PAGE}:{LAST + 3}", "what is asked for here is not made in a page of Markdown .*; take it out"),
    ),
    "directive: one that is not foreseen in reStructuredText": (
        add("\n```{eval-rst}\n.. csv-table::\n   :file: /figures/bars.csv\n   :encoding: hex\n```\n"),
        (rf"{PAGE}:\d+", "directive 'csv-table': it cannot be made .LookupError.*; correct its words"),
    ),
    "fence: as deep as code": (
        add("\n    :::{note}\n    Words.\n    :::\n"),
        (f"{PAGE}:{LAST}", r"the fence :::\{note\} is indented by four blanks or a tab, .*; take the blanks away"),
    ),
    "label: twice on a page": (
        add("\n(a-b)=\n## One\n\n(a-b)=\n## Two\n"),
        (f"{PAGE}:{LAST + 3}", 'Duplicate explicit target name: "a-b"; rename one of the two'),
    ),
    "index: half an entry": (
        add("\n```{index} see: tea\n```\n\nWords.\n"),
        (f"{PAGE}:{LAST}", "invalid see index entry 'tea'; write it as 'first; second'"),
    ),
    # Links
    **{
        f"left in the text: {name}": (add(f"\n{text}\n"), (f"{PAGE}:{LAST}", words))
        for name, text, words in (
            ("a role without marks", "{term}tea", "{term} would stand in the text as it is; write {role}`words`"),
            ("a role and a blank", "{term} `tea`", "{term} would stand in the text as it is; write {role}`words`"),
            ("a link without an end", "[x](https://x.example", r"\]\( would stand in the text as it is; close its"),
            (
                "a link with a blank",
                "[x](a b.md)",
                r"\]\( would stand in the text as it is; close its brackets, write %20",
            ),
            ("a link to no name", "[x][nosuch]", r"\]\[ would stand in the text as it is; .* what it names is there"),
            (
                "stars without an end",
                "This is **bold.",
                r"\*\* would stand in the text as it is; close it with the same",
            ),
            ("code without an end", "This is `code.", "` would stand in the text as it is; close it with the same"),
            ("a comment of HTML", "Words <!-- hidden -->", "would stand in the text as it is; write Markdown instead"),
            (
                "a fence without braces",
                "::: note\nx\n:::",
                "::: note makes nothing as it is; write the name in braces",
            ),
            (
                "a fence without braces that is not closed",
                "::: note",
                "::: note makes nothing as it is; write the name in braces",
            ),
            ("a heading without a blank", "##Heading", "begins with # and is no heading; write one to six #s, a blank"),
            ("seven signs of a heading", "####### Heading", "begins with # and is no heading; write one to six #s"),
            (
                "a file to download in a heading",
                "## A {download}`sheet </_static/site.css>`",
                "a file to download stands in a heading; put it below",
            ),
            ("a heading without words", "## ", "the heading has no words; write them behind the #s"),
            ("a directive's brace", "```note}\nx\n```", "lexer name 'note}' is not known; correct the word behind"),
            ("a link without words", "[](https://x.example)", "the link to https://x.example has no words; write them"),
            ("a DOI that is empty", "[x](doi:)", "nobody can follow the address https://doi.org/; correct it"),
            ("a telephone without digits", "[x](tel:abc)", "nobody can follow the address tel:abc; correct it"),
            ("mail to nobody", "[x](mailto:)", "nobody can follow the address mailto:; correct it"),
            (
                "a port that is none",
                "[x](https://x.example:99999/)",
                "nobody can follow the address https://x.example:9",
            ),
            ("half an address", "[x](http://[::1)", "nobody can follow the address http://.*; correct it"),
            ("two sources without a comma", "{cite:p}`post2019 singh2019tea`", "role 'cite:p': it cannot be made"),
        )
    },
    "link: page is not there": (
        add("\n[More](/guide/gone.md)\n"),
        (f"{PAGE}:{LAST}", "target not found: '/guide/gone.md'; correct the link"),
    ),
    "link: heading is not there": (
        add("\n[More](/guide/safety.md#gone)\n"),
        (f"{PAGE}:{LAST}", "local id not found in doc 'guide/safety': 'gone'; correct what stands after the #"),
    ),
    "link: to a file of this machine": (
        add("\n[More](file:///etc/passwd)\n"),
        (f"{PAGE}:{LAST}", "a link to file: is not made; link to http"),
    ),
    "link: a script": (
        add("\n[More](javascript:alert(1))\n"),
        (f"{PAGE}:{LAST}", "a link to javascript: is not made; link to http"),
    ),
    "link: label is not there": (
        add("\n{ref}`gone`\n"),
        (f"{PAGE}:{LAST}", r"undefined label: 'gone'; correct the label, or write \(label\)="),
    ),
    "label: twice": (
        add("\n(muscle-claims)=\n## Again\n\nWords.\n"),
        (f"{PAGE}:{LAST + 1}", "duplicate label muscle-claims, other instance in .*muscles.md; rename one"),
    ),
    "term: not in the glossary": (
        add("\n{term}`coffee`\n"),
        (f"{PAGE}:{LAST}", "term not in glossary: 'coffee'; correct the word, or define it"),
    ),
    "term: taken out of the glossary": (
        change(GLOSSARY, "extract\n  What is left of {term}`tea`.\n\n", ""),
        (f"{HAIR}:22", "term not in glossary: 'extract'; correct the word, or define it"),
    ),
    "term: defined twice": (
        add("\n```{glossary}\ntea\n  Again.\n```\n"),
        (
            f"{PAGE}:{LAST + 1}",
            "duplicate term description of tea, other instance in .*; define it once",
        ),
    ),
    "glossary: words without a term": (
        add("\n```{glossary}\n  words\n```\n"),
        (f"{PAGE}:{LAST + 1}", "glossary seems to be misformatted.*; write each term at the beginning of its line"),
    ),
    "directive: options without an end": (
        add("\n```{note}\n---\nclass: x\nWords.\n```\n"),
        (rf"{PAGE}:\d+", "Invalid options format.*; write each option as ':name: value'"),
    ),
    "directive: only, of words": (
        add("\n```{only} html and\nx\n```\n"),
        (f"{PAGE}:{LAST}", "evaluating only directive expression.*; write names of builders, joined by"),
    ),
    "code: lines that are not there": (
        add("\n```{code-block} python\n:emphasize-lines: 99\n\nx = 1\n```\n"),
        (f"{PAGE}:{LAST}", "line number spec is out of range.*; correct the numbers of the lines"),
    ),
    "code: not of its language": (
        add("\n```json\n{a: ]\n```\n"),
        (f"{PAGE}:{LAST}", "resulted in an error .*; mend the code, or name another language"),
    ),
    "role: a number that is none": (
        add("\n{pep}`abc`\n"),
        (f"{PAGE}:{LAST}", "invalid PEP number abc; write the number alone"),
    ),
    "reference: of another domain": (
        add("\n{envvar}`HOME`\n"),
        (f"{PAGE}:{LAST}", "'envvar' reference target not found: HOME; correct it, or write it in words"),
    ),
    # Includes
    "include: itself": (
        add("\n```{include} /_includes/help-now.md\n```\n", INCLUDED),
        (f"{INCLUDED}:5", "the file includes itself .help-now.md → help-now.md.; take one of these lines out"),
    ),
    "include: a circle": (
        all_of(
            write("docs/_includes/more.md", "More.\n\n```{include} /_includes/help-now.md\n```\n"),
            add("\n```{include} /_includes/more.md\n```\n", INCLUDED),
        ),
        ("docs/_includes/more.md:3", "includes itself .help-now.md → more.md → help-now.md.; take one"),
    ),
    "include: the page itself": (
        add("\n```{include} /guide/sleep.md\n```\n"),
        (f"{PAGE}:{LAST}", "includes itself .sleep.md → sleep.md.; take one of these lines out"),
    ),
    "include: file is not there": (
        add("\n```{include} /_includes/gone.md\n```\n"),
        (f"{PAGE}:{LAST}", "file not found: '.*gone.md'; correct the path, or put the file there"),
    ),
    "include: file outside the project": (
        add("\n```{include} ../../../../../../../../../../etc/passwd\n```\n"),
        (f"{PAGE}:{LAST}", "lies outside the project; copy it to a folder of the pages"),
    ),
    "include: mistake in the included file": (
        add("\n{termm}`tea`\n", INCLUDED),
        (f"{INCLUDED}:5", 'Unknown interpreted text role "termm"; correct the name'),
    ),
    "include: not UTF-8": (
        write(INCLUDED, b"Call.\n\ncaf\xe9\n"),
        (f"{INCLUDED}:3", "this line is not UTF-8; save the file as UTF-8"),
    ),
    "download: file outside the project": (
        add("\n{download}`../../../../../../../../../../etc/hostname`\n"),
        (f"{PAGE}:{LAST}", "/etc/hostname lies outside the project; copy it to a folder of the pages"),
    ),
    "download: file is not there": (
        add("\n{download}`gone.csv`\n"),
        (f"{PAGE}:{LAST}", "download file not readable: .*gone.csv; correct the path"),
    ),
    # Pictures
    "picture: not there": (
        add("\n![Gone](/_images/gone.png)\n"),
        (f"{PAGE}:{LAST}", "image file not readable: _images/gone.png; correct the path"),
    ),
    "picture: no words for it": (
        add("\n![](/_images/dot.svg)\n"),
        (f"{PAGE}:{LAST}", "has no text for those who cannot see it; write !.what it shows"),
    ),
    "picture: on another site": (
        add("\n![Dot](https://example.org/dot.png)\n"),
        (f"{PAGE}:{LAST}", "lies on another site; copy it to a folder of the pages"),
    ),
    "picture: 30 MB": (
        picture(png(10, 10) + b"\0" * 30_000_000),
        (f"{PAGE}:{LAST}", "picture new.png has 30.0 MB; shrink it below 1.0 MB"),
    ),
    "picture: 20,000 pixels wide": (
        picture(png(20_000, 10)),
        (f"{PAGE}:{LAST}", "picture new.png is wider or taller than 8000 pixels; shrink it"),
    ),
    "picture: is none": (
        picture("not a picture"),
        (f"{PAGE}:{LAST}", "picture new.png is not what its name says; save it again as .png"),
    ),
    "picture: cut": (picture(png(10, 10)[:20]), (f"{PAGE}:{LAST}", "new.png is cut or damaged; save it again")),
    "picture: of no size": (picture(png(0, 0)), (f"{PAGE}:{LAST}", "new.png is cut or damaged; save it again")),
    "picture: WebP that is a film": (
        picture(b"RIFF\0\0\0\0AVI ", "docs/_images/new.webp"),
        (f"{PAGE}:{LAST}", "new.webp is cut or damaged; save it again"),
    ),
    "picture: a page called SVG": (
        picture("<html><body>x</body></html>", "docs/_images/new.svg"),
        (f"{PAGE}:{LAST}", "picture new.svg is not what its name says; save it again as .svg"),
    ),
    "picture: a folder": (
        all_of(lambda whole: (whole.path / "docs/guide/new.png").mkdir(), add("\n![New](new.png)\n")),
        (f"{PAGE}:{LAST}", "picture .*new.png is a folder; name a file in it"),
    ),
    "picture: empty": (picture(""), (f"{PAGE}:{LAST}", "picture new.png is not what its name says; save it again")),
    "picture: browsers do not know it": (
        picture("II*", "docs/_images/new.tiff"),
        (f"{PAGE}:{LAST}", "browsers do not show pictures like new.tiff; save it as one of"),
    ),
    # Claims
    "claim: unknown verdict": (
        change(HAIR, ":verdict: partly-supported", ":verdict: proven"),
        (f"{HAIR}:11", r"unknown verdict 'proven'; did you mean 'unproven'\? \(use one of: supported"),
    ),
    "claim: unknown part": (
        change(HAIR, ":parts: hair-loss", ":parts: hairloss"),
        (f"{HAIR}:11", r"unknown part 'hairloss'; did you mean 'hair-loss'\? \(use some of: summary"),
    ),
    "claim: no id": (
        change(HAIR, ":id: costs-hair\n", ""),
        (f"{HAIR}:11", "the claim has no id; add ':id:' with lower-case words joined by hyphens"),
    ),
    "claim: an id that is none": (
        change(HAIR, ":id: costs-hair\n", ":id: Costs it hair?\n"),
        (f"{HAIR}:11", "claim id 'Costs it hair.' must be lower-case words joined by hyphens"),
    ),
    "claim: no verdict": (
        change(HAIR, ":verdict: partly-supported\n", ""),
        (f"{HAIR}:11", "the claim has no verdict; add ':verdict:' with one of"),
    ),
    "claim: a day that is not": (
        change(HAIR, ":reviewed: 2026-11-20", ":reviewed: 2026-02-30"),
        (f"{HAIR}:11", "'2026-02-30' is not a date; write it as YYYY-MM-DD"),
    ),
    "claim: unknown source": (
        change(HAIR, ":references: singh2019hair", ":references: singh2019hare"),
        (f"{HAIR}:11", r"did you mean 'singh2019hair'\?; add it there or correct the key"),
    ),
    "claim: twice": (
        add(
            "\n"
            + re.sub(r"\A\n", "", "\n:::{claim} It costs hair.\n:id: costs-hair\n:verdict: unproven\n")
            + ":certainty: low\n:parts: hair-loss\n:references: post2019\n:reviewed: 2026-11-20\n\nAgain.\n:::\n"
        ),
        (f"{PAGE}:{LAST}", "claim 'costs-hair' is already made in article/hair.md, line 11; write it once"),
    ),
    "claim: linked and not there": (
        add("\n{claim}`costs-hare`\n"),
        (f"{PAGE}:{LAST}", "no page makes a claim called 'costs-hare'; did you mean 'costs-hair'"),
    ),
    "claim: its id misspelt": (
        change(HAIR, ":id: costs-hair", ":id: cost-hair"),
        (rf"{HAIR}:\d+", "claim 'cost-hair' is not in tests/article-claims.yaml; did you mean 'costs-hair'"),
    ),
    "claim: taken out": (
        without_claim,
        (
            f"{LIST}:5",
            rf"no page makes claim 'costs-hair'; write it as a \{{claim\}} directive .*\(also named in {MUSCLES}:25\)",
        ),
    ),
    "list of claims: one that no page makes": (
        add("- id: cures-all\n  parts: [author]\n", LIST),
        (f"{LIST}:9", r"no page makes claim 'cures-all'; write it as a \{claim\} directive"),
    ),
    "list of claims: one left out": (
        change(LIST, "- id: author-is-expert\n  parts: [author]\n", ""),
        (
            "docs/article/author.md:11",
            "'author-is-expert' is not in tests/article-claims.yaml; correct the id, or list",
        ),
    ),
    "list of claims: not YAML": (
        add("- id: [x\n", LIST),
        (rf"{LIST}:\d+", "not YAML .*; mend this line"),
    ),
    "list of claims: empty": (write(LIST, ""), (f"{LIST}:1", "the file must be a list of entries; write")),
    "list of claims: not UTF-8": (write(LIST, b"caf\xe9"), (f"{LIST}:1", "not UTF-8; save the file as UTF-8")),
    "list of claims: gone": (
        take(LIST),
        (f"{LIST}:1", "cannot be read .*; put the file there, or correct claims_expected"),
    ),
    # The words that people search for
    "search words: not TOML": (add("\n[[word]\n", WORDS), (f"{WORDS}:5", "not TOML .*; mend this line")),
    "search words: a word that no page has": (
        change(WORDS, '"tea"', '"coffee"'),
        (f"{WORDS}:2", "no page has the word 'coffee'; name one that a page uses"),
    ),
    "search words: no words": (change(WORDS, '["chai"]', "3"), (f"{WORDS}:1", "typed is not a list of words; write")),
    "search words: not UTF-8": (write(WORDS, b"caf\xe9"), (f"{WORDS}:1", "not UTF-8; save the file as UTF-8")),
    "search words: gone": (take(WORDS), (f"{WORDS}:1", "cannot be read .*; put the file there")),
    # The bibliography
    "bib: brace never closed": (
        change(BIB, "title = {{Tea and sleep}},", "title = {{Tea and sleep},"),
        (f"{BIB}:19", "not BibTeX .*; look on this line and the one above for a missing brace"),
    ),
    "bib: no comma": (
        change(BIB, "title = {{Tea and sleep}},", "title = {{Tea and sleep}}"),
        (f"{BIB}:14", "not BibTeX .*; look on this line and the one above for a missing brace or comma"),
    ),
    "bib: a key twice": (
        add("\n@misc{post2019,\n  title = {x},\n  kind = {agency},\n}\n", BIB),
        (f"{BIB}:37", "repeated bibliography entry: post2019.; give one of the two another key"),
    ),
    "bib: a field twice": (
        change(BIB, "title = {{Tea and sleep}},", "title = {{Tea and sleep}},\n  title = {x},"),
        (f"{BIB}:11", "duplicate title field.; keep one of the two fields"),
    ),
    "bib: no title": (
        change(BIB, "  title = {{Tea and sleep}},\n", ""),
        (f"{BIB}:11", "source 'singh2019tea' has no title; add"),
    ),
    "bib: unknown type": (
        change(BIB, "@misc{agency2020", "@webpage{agency2020"),
        (f"{BIB}:27", "source 'agency2020' has the unknown type @webpage; use one of: article"),
    ),
    "bib: a word without braces": (
        change(BIB, "{Journal of Tea}", "jtea"),
        (f"{BIB}:14", "undefined string in line 14: jtea.; put the value in braces"),
    ),
    "bib: commas in a name": (
        change(BIB, "Post, Sara and Spiller, Henry", "Post, Sara, Spiller, Henry"),
        (f"{BIB}:2", "Too many commas .*; write 'Family, Given and Family, Given'"),
    ),
    "bib: absurd year": (
        change(BIB, "year = {2020}", "year = {20200}"),
        (f"{BIB}:33", "has the year '20200'; write four digits"),
    ),
    "bib: address for a DOI": (
        change(BIB, "pages = {847--854}", "doi = {https://doi.org/10.1000/1}"),
        (f"{BIB}:7", "has the doi 'https://doi.org/10.1000/1'; write the number alone, such as {10.1000/1}"),
    ),
    "bib: a script for an address": (
        change(BIB, "https://agency.example/warning", "javascript:alert(1)"),
        (f"{BIB}:32", r"has the url 'javascript:alert\(1\)'; write an address"),
    ),
    "bib: a script for a link in a title": (
        change(BIB, "{{A warning}}", r"{{A \url{javascript:alert(1)} \href{javascript:alert(2)}{warning}}}"),
        (
            f"{BIB}:30",
            r"title holds a link to 'javascript:alert\(1\)', .* https:// \(and 1 more of the kind",
        ),
    ),
    "bib: LaTeX that has no letter": (
        change(BIB, "{{A warning}}", r"{{A \foo{warning} \qux}}"),
        (f"{BIB}:30", r"title holds \\foo, \\qux, which cannot be shown; write the words or signs themselves"),
    ),
    "bib: a formula without an end": (
        change(BIB, "{{A warning}}", "{{A warning of $5}}"),
        (f"{BIB}:30", "title has one [$], which begins a formula"),
    ),
    "bib: letters that turn the order around": (
        change(BIB, "{{A warning}}", "{{A \u202ewarning}}"),
        (f"{BIB}:30", r"(title holds signs that nobody sees \(U\+202E\); delete them|U\+202E)"),
    ),
    "bib: unknown field": (
        change(BIB, "howpublished =", "jornal ="),
        (f"{BIB}:31", "has the unknown field 'jornal'; did you mean 'journal'"),
    ),
    "bib: a field like no other": (
        change(BIB, "howpublished =", "zzz ="),
        (f"{BIB}:31", "has the unknown field 'zzz'; correct its name, or delete it"),
    ),
    "bib: a date that is none": (
        change(BIB, "year = {2020}", "date = {May last year}"),
        (f"{BIB}:33", "has the date 'May last year'; write it as {2024-05-03}"),
    ),
    **{
        f"bib: {name}": (change(BIB, old, new), (f"{BIB}:{line}", words))
        for name, old, new, line, words in (
            ("another source that is not there", "howpublished", "crossref = {gone},\n  howpublished", 31, CROSSREF),
            (
                "another source in a circle",
                "howpublished",
                "crossref = {agency2020},\n  howpublished",
                31,
                "crossref goes round in a circle .agency2020 → agency2020.; delete one of them",
            ),
            (
                "a month that is none",
                "howpublished",
                "month = 13,\n  howpublished",
                31,
                "month '13', which there is not",
            ),
            ("a day that is none", "year = {2020}", "date = {2020-02-30}", 33, "'2020-02-30', which does not exist"),
            ("pages that end before they begin", "{847--854}", "{9--5}", 7, "'9--5', which end before they begin"),
            ("an author who is a word", AUTHORS, "and", 2, "has an 'and' too many beside 'and'; write one between"),
            ("an author left out", AUTHORS, "A, B and and C, D", 2, "has an 'and' too many beside 'and C, D'"),
            ("no author", AUTHORS, "", 2, "names nobody; write 'Family, Given and Family, Given'"),
            ("authors and semicolons", AUTHORS, "A, B; C, D", 2, "parts names by semicolons"),
            ("others by their short name", AUTHORS, "A, B et al.", 2, "ends in 'A, B et al.'; write 'and others'"),
        )
    },
    "bib: a style that there is not": (
        change("docs/reference/bibliography.md", "```{bibliography}\n", "```{bibliography}\n:style: gone\n"),
        ("docs/reference/bibliography.md:10", "there is no style 'gone' of a bibliography; correct :style:, or take"),
    ),
    "bib: a DOI twice": (
        all_of(
            change(BIB, "  title = {{Tea and sleep}},", "  doi = {10.1000/tea},\n  title = {{Tea and sleep}},"),
            change(BIB, "  title = {{Tea and hair}},", "  doi = {10.1000/TEA},\n  title = {{Tea and hair}},"),
        ),
        (
            f"{BIB}:22",
            r"'singh2019hair' has the DOI 10.1000/TEA of 'singh2019tea' \(\S+:13\); delete one of the two",
        ),
    ),
    "bib: a title of a megabyte": (
        change(BIB, "{{A warning}}", "{{" + "A warning " * 100_000 + "}}"),
        (f"{BIB}:30", "title has 1,000,002 characters, more than the 10,000 that are shown; shorten it"),
    ),
    "bib: unknown kind": (
        change(BIB, "kind = {agency}", "kind = {agancy}"),
        (f"{BIB}:34", "source 'agency2020' has the unknown kind 'agancy'; use one of: systematic-review"),
    ),
    "bib: no kind": (
        change(BIB, "  kind = {agency},\n", ""),
        (f"{BIB}:27", "source 'agency2020' has no kind; add"),
    ),
    "bib: not UTF-8": (
        lambda whole: whole.write(BIB, whole.read(BIB).encode() + b"% caf\xe9\n"),
        (f"{BIB}:36", "this line is not UTF-8; save the file as UTF-8"),
    ),
    "bib: empty": (write(BIB, ""), (f"{BIB}:1", "holds no source; put the file back")),
    "bib: gone": (take(BIB), (BIB, "is not there; put the file back, or correct bibtex_bibfiles")),
    "bib: a source that no page cites": (
        add("\n@misc{lone2026,\n  title = {{A}},\n  year = {2026},\n  kind = {survey},\n}\n", BIB),
        (f"{BIB}:37", "no page cites source 'lone2026'; cite it, or delete it"),
    ),
    "figure: that no page shows": (
        write("docs/figures/lone.py", '"""Bars."""\n'),
        ("docs/figures/lone.py:1", r"no page shows the figure 'lone'; show it with \{chart\}, or delete it"),
    ),
    "figure: a table that no page shows": (
        write("docs/figures/lone.csv", "a,b\n"),
        ("docs/figures/lone.csv:1", r"no page shows the figure 'lone'; show it with \{chart\}, or delete it"),
    ),
    "figure: its directive misspelt": (
        change("docs/guide/safety.md", "{chart} bars", "{chrat} bars"),
        ("docs/guide/safety.md:13", "Unknown directive type: 'chrat'"),
    ),
    "page: that nothing links to": (
        write("docs/guide/lone.md", NEW.replace("---\n", "---\norphan: true\n", 1)),
        ("docs/guide/lone.md:1", "no page links to this page; link to it, or name it in a toctree"),
    ),
    "citation: unknown source": (
        add("\n{cite:p}`gone2020`\n"),
        (f"{PAGE}:{LAST}", 'could not find bibtex key "gone2020"; correct the key, or add the source'),
    ),
    # Figures
    "figure: not there": (
        add("\n:::{chart} gone\n:alt: Gone.\n:::\n"),
        (f"{PAGE}:{LAST}", "there is no figures/gone.py; correct the name or add the file"),
    ),
    **{
        f"figure: called {name}": (
            add(f"\n:::{{chart}} {name}\n:alt: Gone.\n:::\n"),
            (f"{PAGE}:{LAST}", f"a chart cannot be called '{name}'; write the name of a file in figures"),
        )
        for name in ("/etc/passwd", "../figures/bars", "bars/")
    },
    "figure: no words for it": (
        add("\n:::{chart} bars\n:::\n"),
        (f"{PAGE}:{LAST}", "has no text alternative; add ':alt:'"),
    ),
    "CSV: not a number": (change(CSV, "5.5", "five"), (f"{CSV}:2", "'five' in column .* is not a number; write one")),
    "CSV: digits of another script": (change(CSV, "5.5", "\u0665"), (f"{CSV}:2", "is not a number; write one")),
    "CSV: a line among digits": (change(CSV, "5.5", "1_0"), (f"{CSV}:2", "'1_0' in column .* is not a number")),
    "CSV: open quotation": (
        change(CSV, "Trouble,5", '"Trouble,5'),
        (rf"{CSV}:\d", "(mend the quotation marks|add or remove a comma)"),
    ),
    "CSV: cell too many": (
        change(CSV, "No trouble,,", "No trouble,,,"),
        (f"{CSV}:3", "4 cells under 3 heads; add or remove a comma"),
    ),
    "CSV: semicolons": (
        lambda whole: whole.write(CSV, whole.read(CSV).replace(",", ";")),
        (f"{CSV}:1", "no column 'what'; the columns are: .*; correct it"),
    ),
    "CSV: unknown source": (
        change(CSV, "post2019;", "post2091;"),
        (f"{CSV}:2", "source 'post2091' is not in the bibliography; add it there or correct the key"),
    ),
    "CSV: letters turned round": (change(CSV, "Trouble,5", "Tro\u202euble,5"), (f"{CSV}:2", r"\(U\+202E\); delete it")),
    **{
        f"list of verdicts: {name}": (add(f"\n{text}\n", VERDICTS), (rf"{VERDICTS}:\d+", words))
        for name, text, words in (
            ("a sign that nobody sees", 'x: "a\\u202Eb"', r"U\+202E cannot be seen; delete it"),
            ("commands of a terminal", 'x: "a\\e[31mb"', r"U\+001B cannot be seen; delete it"),
            (
                "an object of Python's",
                "x: !!python/object/apply:os.system [true]",
                "write date .*, verdict and certainty",
            ),
            ("bytes", "x: !!binary aGVsbG8=", "is neither words nor a number; correct it"),
        )
    },
    "search words: a sign that nobody sees": (
        change(WORDS, '["chai"]', '["cha\\u202Ei"]'),
        (f"{WORDS}:1", r"U\+202E cannot be seen; delete it"),
    ),
    "CSV: NUL byte": (change(CSV, "Trouble,5", "Tro\0uble,5"), (f"{CSV}:2", r"\(U\+0000\); delete it")),
    "CSV: not UTF-8": (recode(CSV, "utf-16"), (f"{CSV}:1", "not UTF-8; save the file as UTF-8")),
    "CSV: empty": (write(CSV, ""), (f"{CSV}:1", "no column 'what'; the columns are: none; correct it")),
    "CSV: gone": (take(CSV), (f"{CSV}:1", "cannot be read .*; put the file there")),
    "figure program: error in a line": (
        add("    raise ValueError('no')\n", PROGRAM),
        (f"{PROGRAM}:10", r"the figure cannot be drawn \(ValueError: no\); mend this line"),
    ),
    "figure program: not Python": (
        write(PROGRAM, "COLUMNS = {\n"),
        (f"{PROGRAM}:1", "the figure cannot be drawn .SyntaxError.*; mend this line"),
    ),
    "figure program: leaves": (
        add("    raise SystemExit(1)\n", PROGRAM),
        (f"{PROGRAM}:10", "the figure cannot be drawn .SystemExit: 1.; mend this line"),
    ),
    **{
        f"figure program: raises {name}": (
            add(f"    raise {name}\n", PROGRAM),
            (f"{PROGRAM}:10", f"the figure cannot be drawn .{name}: .; mend this line"),
        )
        for name in ("KeyboardInterrupt", "GeneratorExit", "MemoryError")
    },
    "figure program: stops as it is read": (
        add("\n\nraise KeyboardInterrupt\n", PROGRAM),
        (f"{PROGRAM}:12", "the figure cannot be drawn .KeyboardInterrupt: .; mend this line"),
    ),
    "figure program: ends the process": (
        add("    import os\n\n    os._exit(3)\n", PROGRAM),
        (f"{PROGRAM}:1", "it ends the process; take that line out"),
    ),
    "figure program: draws nothing": (
        write(PROGRAM, 'COLUMNS = {"what": str}\n'),
        (f"{PROGRAM}:1", r"there is no function draw\(figure, rows, look\); add it"),
    ),
    "figure program: no numbers": (
        change(PROGRAM, 'COLUMNS = {"what": str, "share (% of 10 people)": "number or nothing"}\n', ""),
        (f"{PROGRAM}:1", "it has no COLUMNS, and no extension knows its numbers; add COLUMNS"),
    ),
    # Files and folders
    "file: a link to itself": (link("docs/guide/loop.md", "loop.md"), ("docs/guide/loop.md", LOOP)),
    "folder: a link that is its own target": (link("docs/guide/loop", "loop"), ("docs/guide/loop", LOOP)),
    "picture: a link to itself": (link("docs/_images/loop.png", "loop.png"), ("docs/_images/loop.png", LOOP)),
    "files: links to each other": (
        all_of(link("docs/guide/a.md", "b.md"), link("docs/guide/b.md", "a.md")),
        ("docs/guide/a.md", LOOP),
        ("docs/guide/b.md", LOOP),
    ),
    "file: a name that is not UTF-8": (raw_name("docs/guide", b"caf\xe9.md"), (r"docs/guide/caf\\xe9.md", NAME)),
    "picture: a name that is not UTF-8": (raw_name("docs/_static", b"\xff.png"), (r"docs/_static/\\xff.png", NAME)),
    "folder: a name that is not UTF-8": (
        lambda whole: os.mkdir(os.fsencode(whole.path / "docs/guide") + b"/caf\xe9"),
        (r"docs/guide/caf\\xe9", NAME),
    ),
    "page: a name with an accent that is a sign of its own": (
        write("docs/guide/cafe\u0301.md", NEW),
        ("docs/guide/cafe\u0301.md", "its accents are signs of their own; rename it"),
    ),
    "page: a name that is HTML": (
        write("docs/guide/<img src=x onerror=..>.md", NEW),
        ("docs/guide/<img src=x onerror=..>.md", "< cannot stand in the name"),
    ),
    "picture: a name for no system": (write("docs/_static/a:b.png", b"x"), ("docs/_static/a:b.png", ": cannot stand")),
    "folder: a name with a quotation mark": (write('docs/a"b/x.txt', "x"), ('docs/a"b', '" cannot stand')),
    **{
        f"file: called {name}": (write(f"docs/_static/{name}", "x"), (f"docs/_static/{name}", "Windows has no file or"))
        for name in ("con", "NUL.txt", "lpt1.csv", "end.", "end ")
    },
    "page: a name of 240 letters": (
        write(f"docs/guide/{'n' * 240}.md", NEW),
        (f"docs/guide/{'n' * 240}.md", "more than 200 bytes, and longer ones are made of it; shorten"),
    ),
    "page: a name with a line end": (
        write("docs/guide/a\nb.md", NEW),
        (r"docs/guide/a\?b.md", r"U\+000A cannot stand"),
    ),
    "front matter: a field that is not known": (
        change(PAGE, "reviewed:", "reviewd:"),
        (f"{PAGE}:3", "a field 'reviewd', which nothing reads; did you mean 'reviewed'"),
    ),
    "front matter: a field in another spelling": (
        change(PAGE, "review_due:", "review-due:"),
        (f"{PAGE}:4", "a field 'review-due', which nothing reads; did you mean 'review_due'"),
    ),
    "front matter: a field that is like no other": (
        change(PAGE, "reviewed:", "colour: blue\nreviewed:"),
        (f"{PAGE}:3", "a field 'colour', which nothing reads; take it out"),
    ),
    "CSV: a number too large": (
        change(CSV, "Trouble,5.5", "Trouble,1e300"),
        (f"{CSV}:2", "1e300.* is too large to draw"),
    ),
    "CSV: a number too small": (change(CSV, "Trouble,5.5", "Trouble,-1e-300"), (f"{CSV}:2", "is too small to draw")),
    "fences: 200 in each other": (add(nested(200, ":", "{note}")), (f"{PAGE}:37", DEEP)),
    "fences: 30 of backticks": (add(nested(30, "`", "{note}")), (f"{PAGE}:37", DEEP)),
    "fences: 3000 in a list": (add(nested(3000, ":", "{note}", "- ")), (f"{PAGE}:37", DEEP)),
    # One mistake that many places feel
    "page: gone, and named by many": (
        all_of(
            take(PAGE),
            add("\n[Sleep](/guide/sleep.md)\n", HAIR),
            add("\n[Sleep](../guide/sleep.md)\n", MUSCLES),
        ),
        (
            f"{INDEX}:8",
            rf"there is no page 'guide/sleep', which this line names, and .*{HAIR}:\d+, .*; put the page back, or "
            "correct these lines; if it has another name now, lead readers there: redirects in conf.py",
        ),
    ),
    "page: gone, and words that people search for lead to it": (
        all_of(
            take(PAGE),
            add("guide/sleep: [insomnia]\n", PLACES),
            change("docs/guide/safety.md", " and {doc}`sleep`", ""),
        ),
        (f"{INDEX}:8", rf"there is no page 'guide/sleep', which this line names, and {PLACES}:2; put the page back"),
    ),
    "source: a key that is changed, and cited by many": (
        all_of(change(BIB, "{singh2019hair,", "{singh2019hare,"), add("\n{cite:p}`singh2019hair`\n")),
        (r"docs/\S+:\d+", r"'?\"?singh2019hair.*\(also named in docs/\S+:\d+"),
    ),
    "term: taken out, and linked by many": (
        all_of(change(GLOSSARY, "extract\n  What is left of {term}`tea`.\n\n", ""), add("\n{term}`extract`\n")),
        (r"docs/\S+:\d+", r"term not in glossary: 'extract'; correct the word.*\(also named in docs/\S+:\d+\)"),
    ),
    "claim: an option misspelt": (
        change(HAIR, ":certainty:", ":certanty:"),
        (rf"{HAIR}:\d+", "Unknown option key: 'certanty' .*; correct the option, or take it out"),
    ),
    "claim: its directive misspelt": (
        change(HAIR, ":::{claim}", ":::{clam}"),
        (f"{HAIR}:11", "Unknown directive type: 'clam'; correct the name in the braces"),
    ),
    "front matter: nested without end": (
        change(PAGE, FIRST, f"{FIRST}\ntags: {'[' * 5000}{']' * 5000}"),
        (f"{PAGE}:3", "front matter is nested too deep; write it flat"),
    ),
    "front matter: aliases that multiply": (
        change(PAGE, FIRST, f"{FIRST}\na: &a [x, x]\nb: [*a, *a]"),
        (f"{PAGE}:4", r"front matter with the alias \*a; write its words out"),
    ),
    "list of verdicts: aliases that multiply": (
        add(
            "\na: &a [x, x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in itertools.pairwise("abcdefghi")
            ),
            VERDICTS,
        ),
        (rf"{VERDICTS}:\d+", "the file repeats itself without end; write it without aliases"),
    ),
    "list of verdicts: nested without end": (
        add(f"\nx: {'[' * 5000}{']' * 5000}\n", VERDICTS),
        (f"{VERDICTS}:1", "nested too deep; write it flat"),
    ),
    "list of verdicts: NUL byte": (add("\nx: a\0b\n", VERDICTS), (rf"{VERDICTS}:\d+", "not YAML .*; mend it")),
    "list of verdicts: not UTF-8": (
        lambda whole: whole.write(VERDICTS, whole.read(VERDICTS).encode() + b"# caf\xe9\n"),
        (f"{VERDICTS}:1", "not UTF-8; save the file as UTF-8"),
    ),
    "list of sentences that need no search: not YAML": (
        add("\n  - page: [x\n", "editorial/no-search-needed.yaml"),
        (r"editorial/no-search-needed.yaml:\d+", "not YAML .*; mend this line"),
    ),
    # conf.py
    "conf.py: not Python": (add("\nx = (\n", "conf.py"), (r"conf.py:\d+", r"'\(' was never closed; mend this line")),
    "conf.py: unknown name": (
        add("\nx = y\n", "conf.py"),
        (r"conf.py:\d+", "NameError: name 'y' is not defined; mend this line"),
    ),
    "conf.py: unknown extension": (
        add('\nextensions.append("gone")\n', "conf.py"),
        (r"conf.py:\d+", "Could not import extension gone .*; correct its name"),
    ),
    **{
        f"extension: {name}": (
            # One name each: this process keeps what it has loaded.
            all_of(write(f"src/{name}.py", text), add(f"\nextensions.append('{name}')\n", "conf.py")),
            (r"conf.py:\d+", words),
        )
        for name, text, words in (
            (
                "raises",
                "def setup(app):\n    raise ValueError('no')\n",
                rf"'raises' {UNLOADED}ValueError: no; ",
            ),
            ("stops_early", "x = 1\nraise ValueError('no')\n", rf"'stops_early' {UNLOADED}ValueError: no; "),
            ("no_python", "x = (\n", rf"'no_python' {UNLOADED}'.' was never closed; "),
            ("no_setup", "x = 1\n", r"'no_setup' has no setup\(\) function.*; take it out of extensions in conf.py"),
            ("returns_text", "def setup(app):\n    return 'x'\n", r"from its setup\(\) .*; let it return a dict, or"),
        )
    },
    "conf.py: its own setup": (
        add("\ndef setup(app):\n    raise ValueError('no')\n", "conf.py"),
        (r"conf.py:\d+", "ValueError: no; mend this line"),
    ),
    **{
        f"conf.py: {option} = {value}": (add(f"\n{option} = {value}\n", "conf.py"), (r"conf.py:\d+", words))
        for option, value, words in (
            ("html_theme", "'gone'", "'gone', and there is no such theme; correct the name, or take the line out"),
            ("epub_theme", "'gone'", "'gone', and there is no such theme; correct the name, or take the line out"),
            ("pygments_style", "'gone'", "'gone', and there is no such style of code"),
            ("pygments_dark_style", "'gone'", "there is no style of code 'gone'; correct its name"),
            ("highlight_language", "'gone'", "'gone', and there is no such language of code"),
            ("bibtex_default_style", "'gone'", "'gone', and there is no such style of a bibliography"),
            ("bibtex_reference_style", "'gone'", "'gone', and there is no such style of citations"),
            ("bibtex_encoding", "'gone'", "'gone', which is no encoding of text; write 'utf-8-sig'"),
            ("bibtex_encoding", "'zip'", "'zip', which is no encoding of text; write 'utf-8-sig'"),
            ("language", "'xx_gone'", "'xx_gone', and there is no such language"),
            ("default_role", "'gone'", "'gone', and there is no such role"),
            ("primary_domain", "'gone'", "'gone', and there is no such domain"),
            ("root_doc", "'gone'", "'gone', and there is no such page; write it, or correct the name"),
            ("html_theme_options", "{'gone': 1}", "unsupported theme option 'gone' given; correct html_theme_options"),
            ("html_favicon", "'docs/_static'", "names 'docs/_static', which is a folder; name a file in it"),
            (
                "html_css_files",
                "['gone.css']",
                "names 'gone.css', which is not there; put it into a folder",
            ),
            ("html_js_files", "['gone.js']", "names 'gone.js', which is not there; put it into a folder of html_stati"),
            ("html_sidebars", "{'**': ['gone.html']}", "there is no template 'gone.html'; put it into a folder of tem"),
            ("html_additional_pages", "{'x': 'gone.html'}", "there is no template 'gone.html'; put it into a folder"),
            ("numfig_format", "{'figure': '%d %d'}", "which holds no number; write %s once, where the number stands"),
            ("needs_sphinx", "'99'", "needs at least Sphinx v99 .*; install it, or correct needs_sphinx in conf.py"),
            ("needs_extensions", "{'myst_parser': '99'}", "at least in version 99 .*; install it, or correct needs_"),
            ("source_suffix", "{'.md': 'gone'}", "Source parser for gone not registered; correct source_suffix"),
            ("setup", "3", "'setup' as currently defined .*; write it as 'def setup.app.:', or correct setup in"),
            ("translations", "{'../x': ['index']}", "'../x' is no language; write one like 'es' or 'pt_BR'"),
            ("translations", "{'es': []}", "maps languages to pages; write {'es': .'index'.}"),
        )
    },
    **{
        f"catalogue: {name}": (
            all_of(change("conf.py", "translations = {}", "translations = {'es': ['guide/sleep']}"), write(PO, text)),
            (f"{PO}:{line}", words),
        )
        for name, text, line, words in (
            ("a sentence twice", f"{PO_HEAD}{SLEEP}\n{SLEEP}", 8, "this sentence stands on line 5, too.; mend this"),
            ("its head twice", PO_HEAD + PO_HEAD, 5, "this sentence stands on line 1, too.; mend this"),
            ("empty", "", 1, "is empty; make it with sphinx-intl"),
            ("NUL byte", PO_HEAD + SLEEP.replace("Su", "S\0u"), 6, r"U\+0000 cannot be seen; delete it"),
            (
                "letters turned round",
                PO_HEAD + SLEEP.replace("Su", "S\u202eu"),
                6,
                r"U\+202E cannot be seen; delete it",
            ),
            ("not UTF-8", (PO_HEAD + SLEEP).encode("latin-1"), 6, "not UTF-8; save the file as UTF-8"),
            ("an encoding that is none", PO_HEAD.replace("UTF-8", "nix") + SLEEP, 1, "no catalogue .unknown encoding"),
            ("a script", PO_HEAD + SLEEP.replace("Su", "<script>"), 1, "<script> would stand .* .in the translation"),
            (
                "a role that is none",
                PO_HEAD + SLEEP.replace("Sueño", "{gone}`x`"),
                1,
                'Unknown interpreted text role "gone"; correct the name in the braces .in the translation of',
            ),
        )
    },
    **{
        f"in a translated page: {name}": (
            all_of(
                change("conf.py", "translations = {}", "translations = {'es': ['guide/sleep']}"),
                write(PO, PO_HEAD + SLEEP),
                add(f"\n{text}\n"),
            ),
            (f"{PAGE}:{LAST}", words),
        )
        for name, text, words in (
            (
                "a file outside the project",
                "{download}`../../../../../../../../../etc/hostname`",
                "lies outside the pr",
            ),
            ("a file that is not there", "{download}`gone.csv`", "not readable: .*gone.csv; correct the path"),
            ("a role that is none", "{termm}`tea`", r'role "termm"; correct the name in the braces \[myst'),
        )
    },
    **{
        f"conf.py: {name}": (add(f"\n{line}\n", "conf.py"), (r"conf.py:\d+", words))
        for name, line, words in (
            (
                "an option's name",
                "html_titel = 'x'",
                "nothing reads the option 'html_titel'; did you mean 'html_title'",
            ),
            ("an option of ours", "citations_kind = {}", "did you mean 'citations_kinds'"),
            # Letter by letter this is the whole disk.
            (
                "a text for a list",
                "html_static_path = 'docs/_static'",
                "html_static_path is a text, and has to be a list",
            ),
            (
                "a list for a mapping",
                "phone_numbers = [1]",
                "phone_numbers is of type list, and has to be a dict or the name of a YAML file",
            ),
            ("all extensions as a text", "extensions = 'myst_parser'", "extensions is a text, and has to be a list"),
            ("all that there is", "html_static_path = ['.']", "names '.', in which all pages stand; name the folder"),
            (
                "a file that is gone",
                "html_favicon = 'gone.svg'",
                "html_favicon names 'gone.svg', which is not there; put it",
            ),
            (
                "a policy that is gone",
                "links_policy = 'gone.toml'",
                "links_policy names 'gone.toml', which is not there",
            ),
            (
                "searches that are gone",
                "literature_searches = 'gone'",
                "literature_searches names 'gone', which is not",
            ),
            ("templates that are gone", "templates_path = ['gone']", "templates_path names 'gone', which is not there"),
            (
                "a page that is gone",
                "pages_feed = 'gone'",
                "pages_feed names the page 'gone', which is not there; correct",
            ),
            ("a sheet that is gone", "checklist_sheets = ['gone']", "checklist_sheets names the page 'gone'"),
            ("a weight that is none", "site_search_weights = {'index': -1}", "weight -1; write a number above 0"),
            ("a telephone number", "phone_numbers = {'911': 'x'}", "write what a telephone dials, in digits"),
            (
                "an address that is none",
                "html_baseurl = 'here'",
                "html_baseurl is 'here'; write an address that begins",
            ),
            (
                "an address that runs",
                "pages_repository = 'javascript:x'",
                "pages_repository is 'javascript:x'; write an",
            ),
            (
                "an extension of MyST",
                "myst_enable_extensions = ['x']",
                "myst_enable_extensions cannot be used .*; correct",
            ),
            ("a byte that is none", "x = '\0'", "null bytes; mend this line"),
            (
                "moved: in a circle",
                "redirects = {'a': 'b.html', 'b': 'a.html'}",
                "from 'a' leads back to itself; lead it",
            ),
            (
                "moved: over a page",
                "redirects = {'guide/Sleep': 'x.html'}",
                "would write over the page 'guide/sleep'; take",
            ),
            (
                "moved: nowhere",
                "redirects = {'guide/old': 'gone.html'}",
                "leads to 'guide/gone', and there is no such page",
            ),
            (
                "moved: to a script",
                "redirects = {'old': 'javascript:x'}",
                "'javascript:x', which is no page of this site",
            ),
            ("moved: elsewhere", "redirects = {'old': 'https://a.example'}", "example', which is no page of this site"),
            (
                "moved: to a tag",
                "redirects = {'old': '\"><script>'}",
                "which is no page of this site; write a way to one",
            ),
            (
                "moved: from above",
                "redirects = {'../x': 'index.html'}",
                "does not name a page that was; write its name",
            ),
            (
                "moved: from the disk",
                "redirects = {'/etc/x': 'index.html'}",
                "does not name a page that was; write its",
            ),
            ("moved: to a number", "redirects = {'old': 5}", "from 'old' is no text; write it as"),
            ("moved: an ending", "redirects = {'guide/old.html': 'sleep.html'}", "not a page; write 'guide/old'"),
            ("moved: a folder", "redirects = {'guide/old/': 'sleep.html'}", "not a page; write 'guide/old'"),
            ("moved: no ending", "redirects = {'guide/old': 'sleep'}", "takes for a page; write its .html too"),
        )
    },
    "list of sentences that need no search: one that no page says": (
        add("  - page: guide/sleep\n    says: All know\n    why: x\n", "editorial/no-search-needed.yaml"),
        ("editorial/no-search-needed.yaml:9", "no sentence of guide/sleep needs what exempts 'All know'; delete it"),
    ),
    "list of claims: a field that nothing reads": (
        add("- id: x\n  parts: [author]\n  pats: [x]\n", LIST),
        (f"{LIST}:9", "nothing reads 'pats'; an entry has 'id', 'parts' and 'says'"),
    ),
    "list of claims: no name": (
        add("- id:\n  parts: [author]\n", LIST),
        (f"{LIST}:9", "an entry needs 'id: name' and 'parts: .*'; write both"),
    ),
    "conf.py: folder is not there": (
        add('\nhtml_static_path.append("docs/gone")\n', "conf.py"),
        (r"conf.py:\d+", "html_static_path entry 'docs/gone' does not exist; correct html_static_path in conf.py"),
    ),
}


def told(said, path):
    """Return the messages, one a line, with paths as the editor knows them."""
    text = said.replace(f"{path}/", "").replace(f"{path.resolve()}/", "")
    return [line.removeprefix("ERROR: ") for line in text.splitlines() if line.strip()]


def test_there_are_forty_kinds_and_more():
    assert len(KINDS) >= 100


@pytest.mark.parametrize("kind", KINDS)
def test_mistake_is_told_with_file_line_and_advice(whole, kind):
    edit, *messages = KINDS[kind]
    edit(whole)
    status, said = whole.sphinx()
    assert status != 0
    assert "Traceback" not in said
    lines = told(said, whole.path)
    for place, words in messages:
        found = [line for line in lines if re.match(rf"(WARNING: )?{place}:? ", line) or re.match(rf"{place}: ", line)]
        assert [line for line in found if re.search(words, line)], said
    # One message each, and no other.
    assert len(lines) == len(messages), said
    # A warning ends with its code; those of ours are listed.
    codes = [code[1] for line in lines if (code := re.search(r" \[([a-z_]+(?:\.[a-z_-]+)?)\]$", line))]
    assert {code for code in codes if code.partition(".")[0] in OURS} <= LISTED, said


def test_file_that_cannot_be_read_is_told(whole, monkeypatch):
    if os.getuid() == 0:  # root may read everything
        allowed = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith(PAGE) and allowed(path, mode))
    else:
        (whole.path / PAGE).chmod(0)
    status, said = whole.sphinx()
    assert status != 0
    assert told(said, whole.path) == [f"{PAGE}: cannot be read; mend its permissions (chmod a+r)"]


def test_endless_error_of_a_program_is_one_line_with_a_report_beside_it(whole, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fault = "\n\ndef fail(app, docname, source):\n    if docname == 'guide/sleep':\n        raise KeyError('x')\n"
    whole.append("conf.py", fault + "\n\ndef setup(app):\n    app.connect('source-read', fail)\n")
    for jobs in (1, 2):
        whole.append(PAGE, "\nMore.\n")
        status, said = whole.sphinx(jobs=jobs)
        assert status != 0
        (line,) = told(said, whole.path)
        assert "KeyError" in line
        assert re.search(r"the build cannot go on .*; undo the last change .*; the programmer's report is in ", line)
        report = line.rpartition(" ")[2]
        assert "Traceback" in Path(report).read_text(encoding="utf-8")
        if jobs == 1:
            assert line.startswith(f"{PAGE}: ")


@pytest.mark.parametrize("value", ["yesterday", "99999999999999999", "-1", "1e9", "٣", "2026-11-24", "1.5"])
def test_time_of_the_build_that_is_none_is_one_message(whole, value):
    said = "give the seconds since 1970 in digits, or unset it"
    command = (sys.executable, "-m", "sphinx", "-q", "-c", ".", "docs", SITE)
    status, lines = whole.run(*command, SOURCE_DATE_EPOCH=value)
    assert status != 0
    assert said in lines
    assert "Traceback" not in lines
    status, lines = whole.make("epub", SOURCE_DATE_EPOCH=value)
    assert status != 0
    (line,) = (line for line in lines.splitlines() if not line.startswith("make: "))
    assert line == f"error: SOURCE_DATE_EPOCH is {value!r}; {said}"


@pytest.mark.parametrize("builder", ["html", "epub", "dirhtml"])
def test_sphinx_build_without_the_settings_says_how(whole, builder):
    shutil.copy(ROOT / "docs" / "conf.py", whole.path / "docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder]
    status, said = whole.run(*command, "docs", "out")
    assert status != 0
    (line,) = said.splitlines()
    assert line.startswith("ERROR: ")
    words = re.search(r"call: sphinx-build (.*) _build/html", line)[1].split()
    assert whole.run(*command, *words, "out") == (0, "")


#: Mistakes of each sort that are tried through make, as an editor meets them, in two processes.
THROUGH_MAKE = (
    "page: not UTF-8",
    "include: a circle",
    "bib: unknown type",
    "conf.py: unknown name",
    "claim: taken out",
)


def test_make_html_tells_the_same_and_keeps_the_last_good_site(whole):
    assert whole.make("html")[0] == 0
    good = whole.tree("_build/html")
    conf, docs = whole.read("conf.py"), whole.path / "docs"
    shutil.copytree(docs, whole.path / "kept")
    for kind in THROUGH_MAKE:
        edit, *messages = KINDS[kind]
        edit(whole)
        # The second run has to say the same as the first.
        for _ in range(2 if kind == "claim: taken out" else 1):
            status, said = whole.make("html")
            assert status != 0, kind
            assert "Traceback" not in said
            assert "_build/html is still the last good build." in said
            for place, words in messages:
                assert re.search(rf"(?m)^.*{place}.*{words}", said), said
            assert whole.tree("_build/html") == good
        shutil.rmtree(docs)
        shutil.copytree(whole.path / "kept", docs)
        whole.write("conf.py", conf)
    assert whole.make("html")[0] == 0
    assert whole.tree("_build/html") == good


def test_bad_policy_of_links_is_told_by_linkcheck(whole):
    faults = {
        "name = [": r"editorial/link-policy.toml:\d+: not TOML .*; mend this line",
        "[[host]]\nname = 'x.example'\n": "editorial/link-policy.toml:1: this policy has no expect; add",
        "host = 3": "editorial/link-policy.toml:1: begin each policy with a line",
        b"\xff\xfe": "editorial/link-policy.toml:1: not UTF-8; save the file as UTF-8",
    }
    whole.write("editorial/link-policy.toml", "")
    for content, words in faults.items():
        whole.write("editorial/link-policy.toml", content)
        status, said = whole.sphinx("linkcheck", "_build/linkcheck", "_build/.linkcheck")
        assert status == 1
        assert "Traceback" not in said
        (line,) = told(said, whole.path)
        assert re.search(words, line)


def test_mistake_is_mended_and_all_is_well_again(whole):
    before = whole.tree()
    shutil.copytree(whole.path / "docs", whole.path / "kept")
    KINDS["claim: taken out"][0](whole)
    assert whole.sphinx()[0] != 0
    shutil.rmtree(whole.path / "docs")
    (whole.path / "kept").rename(whole.path / "docs")
    assert whole.sphinx() == (0, "")
    assert whole.tree() == before
