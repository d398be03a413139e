"""Advice that is added to the messages of Sphinx, docutils, MyST and sphinxcontrib-bibtex."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from . import machine, settings

#: What a message says, and what to do about it. The first that fits is taken.
ADVICE = [
    (r"toctree contains reference to non-?existing document", "correct the name in the toctree, or take the line out"),
    (r"document isn't included in any toctree", "name it in the toctree of its folder's index page, or delete it"),
    (r"duplicated entry found in toctree", "keep one of the lines"),
    (r"^term not in glossary", "correct the word, or define it in the glossary"),
    (r"duplicate term description", "define it once"),
    (r"duplicate label", "rename one of the two"),
    (r"Unknown directive type", "correct the name in the braces"),
    (r"Unknown interpreted text role", "correct the name in the braces"),
    (r"Unknown option key", "correct the option, or take it out"),
    (r"Invalid option value", "correct the value"),
    (r"argument\(s\) required", "write it on the same line, after the braces"),
    (r"maximum \d+ argument\(s\) allowed", "take away what stands after the braces"),
    (r"no content permitted", "take away the lines between the fences"),
    (r"Content block expected", "write the text between the fences"),
    (r"Non-consecutive header level increase", "take away #s, so that each heading is one step below the last"),
    (r"Document headings start at", "begin the page with '# The title'"),
    (r"cross-reference target not found", "correct the link; /guide/page.md starts at the folder of the pages"),
    (r"local id not found in doc", "correct what stands after the #, or write (name)= above the heading"),
    (r"undefined label", "correct the label, or write (label)= above the heading"),
    (r"unknown document", "correct the name; it starts at the folder of the pages and has no ending"),
    (r"image file not readable", "correct the path, or put the picture there"),
    (r"download file not readable", "correct the path, or put the file there"),
    (r"Include file .* not found", "correct the path, or put the file there"),
    (r'"include": file not found', "correct the path, or put the file there"),
    (r'"include": error reading file', "save that file as UTF-8, and see that it can be read"),
    (r'"csv-table" directive path', "correct the path, or put the file there"),
    (r'CSV data in "csv-table"', "mend the quotation marks"),
    (r"widths do not match the number of columns", "give one width for each column"),
    (r"header row\(s\) specified but only", "correct header-rows, or add rows"),
    (r'"[\w-]+" directive requires content', "write the text between the fences"),
    (r"exactly one table expected", "write one table between the fences, or take the directive away"),
    (r"Malformed table", "let every line of it end under the same bars"),
    (r"Footnote \[.*\] is not referenced", "name it in the text, as in [^name], or delete it"),
    (r"Duplicate footnote definition", "give one of the two another name"),
    (r"Duplicate (explicit|implicit) target name", "rename one of the two"),
    (r"Citation \[.*\] is not referenced|citation not found", "write citations as {cite:p}`key`"),
    (r"Undefined substitution referenced", "write the words themselves"),
    (r"unexpected (unindent|indentation)", "leave a blank line before and after what is indented"),
    (r"too many autonumbered footnote", "write the note, or take the sign out"),
    (r"stub column\(s\) specified but only", "correct stub-columns, or add columns"),
    (r'"list-table" directive is empty', "write its rows between the fences"),
    (r'"list-table" directive', "give each row the same number of cells"),
    (
        r"(could not find|no) bibtex key|bibtex key .* not found",
        "correct the key, or add the source to the bibliography",
    ),
    (r"could not open bibtex file", "put the file there, or correct bibtex_bibfiles in conf.py"),
    (r"Unknown target name", "correct the name, or write the note or link that it names"),
    (r"invalid \w+ index entry", "write it as 'first; second'"),
    (r"start-string without end-string", "close the mark with the same signs"),
    (r"Pygments lexer name", "correct the word behind the signs; a directive stands in braces, as in ```{note}"),
    (r"toctree glob pattern", "correct the pattern, or take the line out"),
    (r"glossary terms must not be separated|glossary term must be", "write each term above its words, indented"),
    (r"Duplicate reference definition", "keep one of the two"),
    (r"evaluating only directive expression", "write names of builders, joined by 'and', 'or' and 'not'"),
    (r"line number spec is out of range|invalid line number spec", "correct the numbers of the lines"),
    (r"non-whitespace stripped by dedent", "take fewer blanks away"),
    (r"Anonymous hyperlink mismatch", "write a target for each link of the kind `words`__, in their order"),
    (r"Invalid options format", "write each option as ':name: value', and end those between --- with ---"),
    (r"Lexing literal_block", "mend the code, or name another language behind the signs"),
    (r"glossary seems to be misformatted", "write each term at the beginning of its line, its words below, indented"),
    (r"\w+ directive not supported|is not supported", "write it in another way"),
    (r"hlist content is not a list|acks content is not a list", "write a list, each line beginning with -"),
    (
        r"^'\w+' reference target not found|^unknown (?:option|keyword)|^equation not found",
        "correct it, or write it in words",
    ),
    (r"^invalid (?:PEP|RFC|CVE|CWE) number", "write the number alone"),
    (r"table (?:cell|row) spanning", "give each row one cell for each column"),
    (r"no theme named", "correct html_theme in conf.py"),
    (r"unsupported theme option", "correct html_theme_options in conf.py"),
    (r"has no setup\(\) function", "take it out of extensions in conf.py"),
    (
        r"unsupported object from its setup\(\)",
        "let it return a dict, or take it out of extensions in conf.py",
    ),
    (r"needs the extension .* at least in version", "install it, or correct needs_extensions in conf.py"),
    (r"'setup' as currently defined in conf\.py", "write it as 'def setup(app):', or correct setup in conf.py"),
    (r"needs at least Sphinx", "install it, or correct needs_sphinx in conf.py"),
    (r"unable to load the master document", "write that page, or correct root_doc in conf.py"),
    (r"Source parser for .* not registered", "correct source_suffix in conf.py, or name its extension there"),
    (r"contain a conf\.py file", "build from the folder of the project, or put the file back"),
    (r"html_static_path entry .* does not exist", "correct html_static_path in conf.py, or make the folder"),
    (r"Document or section may not begin with a transition", "take away the line ---"),
    (r"Directive \"\w+\": the file includes itself", ""),
    (r"The config value .* has type", "correct it in conf.py"),
    (r"missing \w+ in \w+$", "add the field, or choose another type of entry"),
]
#: Said where it stands by our own checks, once; or only what follows from another mistake.
SAID_BETTER = re.compile(
    r"toctree contains reference to document .* that doesn't have a title|^the class 'problematic' is used here"
    r"|^literature:search reference target not found|^cannot copy image file .*\[Errno 21\]"
)
_ADVICE = [(re.compile(pattern), advice) for pattern, advice in ADVICE]
_TWICE = re.compile(r'Duplicate ID: "([^"]+)"')
_PLACE = re.compile(r"(/\S+?\.\w+:\d+): ")
#: An option that our advice asks to correct; the line that sets it is where that is done.
_OPTION = re.compile(r"(?:correct|take it out of) (\w+) in conf\.py")


def advise(message: str) -> str:
    """Return ``message`` on one line, with advice where there is some for it."""
    # docutils repeats the whole block under what it says of it.
    message = " ".join(message.split("\n\n")[0].split())
    if (twice := _TWICE.match(message)) and "<footnote " in message:
        return f"this note and something else have the id {twice[1]}; write the note as [^name]: in Markdown"
    for pattern, advice in _ADVICE:
        if pattern.search(message):
            # What another process has told comes with it.
            return f"{message.rstrip('.')}; {advice}" if advice and advice not in message else message
    return message


def place_of(message: str, confdir: Path) -> str:
    """Return the line of conf.py that ``message`` is about, as ``file:line``; nothing where it is about a page."""
    found = _OPTION.search(message)
    if not found:
        return ""
    path = confdir / "conf.py"
    quoted = re.search(r"'([^']+)'", message)
    return f"{path}:{settings.line_of(path, found[1], quoted[1] if quoted else found[1])}"


class Advise(logging.Filter):
    """Adds the advice to a warning, and the place where it names none."""

    def __init__(self, confdir: Path) -> None:
        super().__init__()
        self._confdir = confdir

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the message of ``record``; say whether to keep it."""
        message = record.getMessage()
        if SAID_BETTER.search(message):
            return False
        if getattr(record, "gathered", False):
            return True
        if lack := machine.in_words(message):
            record.msg, record.args = lack, ()
            # Neither a place nor whoever met it first is to blame.
            record.location = record.type = None
            return True
        # Sphinx takes a file for the name of a page, and puts the ending of one behind it.
        place = getattr(record, "location", None)
        if isinstance(place, tuple) and len(place) == 2 and os.path.isabs(str(place[0])):
            record.location = f"{place[0]}:{place[1]}"
        # What is wrong with a file of data is told with its place in the text.
        if not getattr(record, "location", None) and (found := _PLACE.match(message)):
            record.location, message = found[1], message[found.end() :]
        message = advise(message)
        if not getattr(record, "location", None) and (place := place_of(message, self._confdir)):
            record.location = place
        record.msg, record.args = message, ()
        return True


class Once(logging.Filter):
    """Keeps a message that was said already, word for word and of the same place, from being said again."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether ``record`` is new."""
        # Of a node without a line docutils leaves the colon.
        if isinstance(location := getattr(record, "location", None), str):
            record.location = location.rstrip(":")
        text = record.getMessage()
        new = text not in self.said
        self.said.add(text)
        return new


def heard() -> set[str]:
    """Return the warnings of this build."""
    filters = (one for handler in logging.getLogger("sphinx").handlers for one in handler.filters)
    return {text for one in filters if isinstance(one, Once) for text in one.said}


def told() -> bool:
    """Say whether anything was wrong in this build."""
    return bool(heard())


def install(confdir: Path) -> None:
    """Put the filters into the handler that prints warnings: advice before the type is appended, repeats last."""
    for handler in logging.getLogger("sphinx").handlers:
        if handler.level >= logging.WARNING:
            handler.filters.insert(0, Advise(confdir))
            handler.addFilter(Once())
