r"""What a BibTeX field says: LaTeX, the tags and entities of registers, and plain words, as runs of text.

``H$_2$O by \emph{Post} &amp; <i>Lee</i>`` becomes six runs; what cannot be read is told in ``Decoded.faults`` and never
stands on a page as raw LaTeX. pylatexenc knows what takes which arguments and most signs; how text is set is ours.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html.entities import html5
from typing import Any

from sphinx_evidence.unseen import UNSEEN

from .addresses import link_address

#: A field of more characters is no title and no name; it is cut, and told.
LONGEST = 10_000
#: Letters may carry that many commands within commands.
DEEPEST = 60


@dataclass(frozen=True)
class Run:
    """Text that is set in one way."""

    #: The words.
    text: str
    #: How they are set: ``em``, ``strong``, ``sub``, ``sup``, ``tt``; the outermost first.
    styles: tuple[str, ...] = ()
    #: Where they lead; empty for words that are no link.
    link: str = ""


@dataclass(frozen=True)
class Decoded:
    """A field as readers see it."""

    #: The words, in order.
    runs: tuple[Run, ...]
    #: What could not be read, each as the end of a sentence "this field ...".
    faults: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The words alone, with single spaces."""
        return " ".join("".join(run.text for run in self.runs).split())


#: Commands around words, and how these are set. An empty style leaves them as they are.
_AROUND = {
    "emph": "em",
    "textit": "em",
    "textsl": "em",
    "mathit": "em",
    "mkbibemph": "em",
    "textbf": "strong",
    "mathbf": "strong",
    "boldsymbol": "strong",
    "mkbibbold": "strong",
    "texttt": "tt",
    "mathtt": "tt",
    "textsubscript": "sub",
    "textsuperscript": "sup",
    "mkbibsuperscript": "sup",
    "mkbibsubscript": "sub",
}
_AROUND |= dict.fromkeys(
    """text textrm textsf textsc textmd textup textnormal mathrm mathsf mathbb mathcal mathfrak mathscr mathnormal
    operatorname mbox hbox fbox underline overline ensuremath NoCaseChange MakeUppercase MakeLowercase
    uppercase lowercase MakeSentenceCase mkbibparens mkbibbrackets relax protect textquotesinglbase ul uline nolinkurl
    path doi textgreek textcyrillic foreignlanguage textlatin""".split(),  # noqa: SIM905
    "",
)
#: Commands that set what follows them, to the end of the braces.
_FROM_HERE = dict.fromkeys(["em", "it", "itshape", "sl", "slshape"], "em")
_FROM_HERE |= {"bf": "strong", "bfseries": "strong"}
_FROM_HERE |= {"tt": "tt", "ttfamily": "tt"}
_FROM_HERE |= dict.fromkeys(
    """rm sc sf scshape rmfamily sffamily upshape mdseries normalfont normalsize small footnotesize tiny large Large
    displaystyle textstyle
    bgroup egroup sloppy unskip ignorespaces noindent allowbreak""".split(),  # noqa: SIM905
    "",
)
_QUOTES = {"enquote": ("\u201c", "\u201d"), "mkbibquote": ("\u201c", "\u201d")}
#: Signs that pylatexenc does not know, or takes for another.
_SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textdollar": "$",
    "textpercent": "%",
    "textampersand": "&",
    "textnumbersign": "#",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textbraceleft": "{",
    "textbraceright": "}",
    "lbrace": "{",
    "rbrace": "}",
    "textasciigrave": "`",
    "textperiodcentered": "\u00b7",
    "textmiddot": "\u00b7",
    "textsurd": "\u221a",
    "textminus": "\u2212",
    "textcdot": "\u00b7",
    "S": "\u00a7",
    "P": "\u00b6",
    "copyright": "\u00a9",
    "pounds": "\u00a3",
    "euro": "\u20ac",
    "EUR": "\u20ac",
    "degree": "\u00b0",
    "textcelsius": "\u2103",
    "celsius": "\u2103",
    "percent": "%",
    "micro": "\u00b5",
    # The sign that keyboards have, so that searches find it.
    "mu": "\u00b5",
    "lq": "\u2018",
    "rq": "\u2019",
    "glqq": "\u201e",
    "grqq": "\u201c",
    "glq": "\u201a",
    "grq": "\u2018",
    "flqq": "\u00ab",
    "frqq": "\u00bb",
    "flq": "\u2039",
    "frq": "\u203a",
    "SS": "\u1e9e",
    "jmath": "\u0237",
    "imath": "\u0131",
    "lt": "<",
    "gt": ">",
    "ne": "\u2260",
    "gets": "\u2190",
    "textapprox": "\u2248",
    "slash": "/",
    "space": " ",
    "thinspace": "\u2009",
    "nobreakspace": "\u00a0",
    "nobreakdash": "",
    "hyp": "-",
    "dash": "\u2013",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "today": "",
    "-": "",
    "/": "",
    "@": "",
    "!": "",
    "*": "",
    "\\": " ",
    "newline": " ",
    "linebreak": " ",
    "par": " ",
    ">": " ",
    "(": "",
    ")": "",
    "\n": " ",
    "\t": " ",
}
#: pylatexenc's words for what only a whole document has.
_NOT_SIGNS = frozenset(
    """maketitle includegraphics ref autoref cref Cref eqref cite citet citep exercise uebung id Ident
    item""".split()  # noqa: SIM905
)
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "h": "\u0309",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "U": "\u030d",
    "G": "\u030f",
    "f": "\u0311",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
    "grave": "\u0300",
    "acute": "\u0301",
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "breve": "\u0306",
    "dot": "\u0307",
    "ddot": "\u0308",
    "mathring": "\u030a",
    "check": "\u030c",
    "vec": "\u20d7",
    "textcommabelow": "\u0326",
    "textogonekcentered": "\u0328",
}
#: Accents without a letter stand for themselves.
_ALONE = {"~": "~", "^": "^", "`": "`", "'": "\u00b4", '"': "\u00a8", "=": "\u00af", ".": "\u02d9", "c": "\u00b8"}
_ALONE |= {"u": "\u02d8", "v": "\u02c7", "H": "\u02dd", "r": "\u02da", "k": "\u02db"}

#: Tags that Crossref, PubMed and reference managers leave in titles.
_TAGS = {"i": "em", "em": "em", "italic": "em", "b": "strong", "strong": "strong", "bold": "strong"}
_TAGS |= {"sub": "sub", "inf": "sub", "sup": "sup", "tt": "tt"}
_TAGS |= dict.fromkeys(["u", "scp", "sc", "span", "p", "title", "small", "underline", "br"], "")
_TAG = re.compile(r"<(/?)(?:jats:)?([a-z]+)((?:\s[^<>]*)?)/?>", re.IGNORECASE)
_MATHML = re.compile(r"</?(?:mml:[a-z]+|math)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"\\?&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")
#: A sign that has a meaning to LaTeX but, in a bibliography, is meant as it stands.
_MEANT = re.compile(r"(\\.)|([%#&])", re.DOTALL)
#: What pylatexenc has to read; all else is read here, which takes a fiftieth of the time.
_HARD = re.compile(r"[\\$]")
_EASY = re.compile(r"\\([&%_#$])(?![a-zA-Z]*;)")
_LIGATURES = re.compile(r"---|--|``|''|!`|\?`|~")
_LIGATURE = {
    "---": "\u2014",
    "--": "\u2013",
    "``": "\u201c",
    "''": "\u201d",
    "!`": "\u00a1",
    "?`": "\u00bf",
    "~": "\u00a0",
}


@dataclass(frozen=True)
class _Mark:
    """The beginning or the end of a way to set text; ``tag`` is what to print if it has no partner."""

    style: str
    opens: bool
    tag: str = ""
    link: str = ""


_Event = str | _Mark


@lru_cache(maxsize=16_384)
def decode(latex: str) -> Decoded:
    """Return the words of a BibTeX field, how they are set, and what could not be read of it."""
    if len(latex) > LONGEST:
        cut = " ".join(_crude(latex[:LONGEST]).split())
        fault = f"has {len(latex):,} characters, more than the {LONGEST:,} that are shown; shorten it"
        return Decoded((Run(cut),), (fault,))
    faults: list[str] = []
    text = _without_entities(_without_entities(latex))
    if hidden := sorted({f"U+{ord(sign):04X}" for sign in UNSEEN.findall(text)}):
        faults.append(f"holds signs that nobody sees ({', '.join(hidden)}); delete them")
        text = UNSEEN.sub("", text)
    easy = _EASY.sub("", text)
    if _HARD.search(easy):
        events = _hard(text, faults)
    else:
        events = [*_tagged(_signs(_EASY.sub(r"\1", text).replace("{", "").replace("}", "")))]
    return Decoded(_runs(events), tuple(dict.fromkeys(faults)))


def plain(latex: str) -> str:
    """Return the words of a BibTeX field without braces, commands and tags."""
    return decode(latex).plain


def _without_entities(text: str) -> str:
    if "&" not in text:
        return text

    def letter(found: re.Match[str]) -> str:
        name = f"{found[1]};"
        # A name that HTML does not know, such as "T" in "AT&T;", is none.
        sign = html.unescape(f"&{name}") if name.startswith("#") else html5.get(name)
        if sign is None:
            return found[0]
        # A sign of LaTeX's would be read as one.
        return "".join(f"\\{one}" if one in "&%$#_" else " " if one in "{}\\" else one for one in sign)

    return _ENTITY.sub(letter, text)


def _crude(latex: str) -> str:
    """Return ``latex`` without anything that looks like LaTeX; for what cannot be read."""
    text = re.sub(r"\\([&%_#$])", r"\1", latex)
    return re.sub(r"\\[A-Za-z]+\*?\s?|\\.|[\\{}$]", "", text)


def _signs(text: str) -> str:
    return _LIGATURES.sub(lambda found: _LIGATURE[found[0]], text)


def _tagged(text: str) -> Iterator[_Event]:
    """Yield ``text`` with the tags of registers as marks."""
    if "<" not in text:
        yield text
        return
    text = _MATHML.sub("", text)
    end = 0
    for found in _TAG.finditer(text):
        name = found[2].lower()
        # What carries an attribute is set apart only where that is known to be harmless.
        if name not in _TAGS or (found[3].strip(" /") and name not in ("span", "p", "italic", "i", "sub", "sup")):
            continue
        if before := text[end : found.start()]:
            yield before
        if name in ("br", "p"):
            yield " "
        else:
            yield _Mark(_TAGS[name] or f" {name}", not found[1], found[0])
        end = found.end()
    if rest := text[end:]:
        yield rest


def _runs(events: Sequence[_Event]) -> tuple[Run, ...]:
    """Return the events as runs: partners matched, spaces single, neighbours that are set alike joined."""
    unmatched = _unmatched(events)
    active: Counter[str] = Counter()
    order: list[str] = []
    link = ""
    made: list[Run] = []

    def add(text: str) -> None:
        # A space at the end of one run and the start of the next is one space.
        text = re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text))
        if text.startswith(" ") and (not made or made[-1].text.endswith(" ")):
            text = text[1:]
        styles = tuple(style for style in order if not style.startswith(" "))
        if text and made and (made[-1].styles, made[-1].link) == (styles, link):
            made[-1] = Run(unicodedata.normalize("NFC", made[-1].text + text), styles, link)
        elif text:
            made.append(Run(text, styles, link))

    for number, event in enumerate(events):
        if isinstance(event, str):
            add(event)
        elif number in unmatched:
            add(event.tag)
        elif event.link:
            link = event.link if event.opens else ""
        elif event.opens:
            active[event.style] += 1
            if active[event.style] == 1:
                order.append(event.style)
        else:
            active[event.style] -= 1
            if active[event.style] == 0:
                order.remove(event.style)
    while made and not made[-1].text.rstrip(" "):
        made.pop()
    if made:
        made[-1] = Run(made[-1].text.rstrip(" "), made[-1].styles, made[-1].link)
    return tuple(made)


def _unmatched(events: Sequence[_Event]) -> set[int]:
    """Return the places of tags that have no partner."""
    opened: dict[str, list[int]] = {}
    alone: set[int] = set()
    for number, event in enumerate(events):
        if isinstance(event, str) or not event.tag:
            continue
        waiting = opened.setdefault(event.style, [])
        if event.opens:
            waiting.append(number)
        elif waiting:
            waiting.pop()
        else:
            alone.add(number)
    return alone.union(*opened.values()) if opened else alone


# -- What pylatexenc reads ----------------------------------------------------------------------


@cache
def _tables() -> tuple[Any, dict[str, str]]:
    """Return pylatexenc's table of arguments, with ours before it, and its signs; loaded when first needed."""
    from pylatexenc import latex2text, latexencode, latexwalker
    from pylatexenc.macrospec import MacroSpec

    arguments = latexwalker.get_default_latex_context_db()
    one = [MacroSpec(name, "{") for name in (*_AROUND, *_QUOTES, *_ACCENTS) if name not in ("relax", "protect")]
    more = [MacroSpec(name, "{{") for name in ("href", "foreignlanguage", "textcolor", "frac", "texorpdfstring")]
    more += [MacroSpec(name, "{") for name in ("url", "sqrt")]
    more += [MacroSpec(name, "") for name in (*_FROM_HERE, *_SIGNS, "relax", "protect")]
    arguments.add_context_category("bibliography", macros=[*one, *more], prepend=True)

    signs: dict[str, str] = {}
    for letter, written in latexencode.get_builtin_uni2latex_dict().items():
        if named := re.fullmatch(r"\{?\\([A-Za-z]+|[^A-Za-z])\}?|\\ensuremath\{\\([A-Za-z]+)\}", written):
            signs.setdefault(named[1] or named[2], chr(letter))
    known = latex2text.get_default_latex_context_db()
    for category in known.categories():
        for spec in known.iter_macro_specs(categories=[category]):
            shown = spec.simplify_repl
            if isinstance(shown, str) and "%" not in shown and spec.macroname not in _NOT_SIGNS:
                signs[spec.macroname] = shown
    return arguments, {**signs, **_SIGNS}


def _hard(text: str, faults: list[str]) -> list[_Event]:
    """Return the events of LaTeX ``text``; add what could not be read to ``faults``."""
    from pylatexenc.latexwalker import LatexWalker

    # BibTeX knows no comments within a field, and nobody means one.
    text = _MEANT.sub(lambda found: found[1] or "\\" + found[2], text)
    if _DOLLARS.search(text):
        faults.append("has $ before numbers, which begins a formula; write \\$ for dollars")
        text = _DOLLARS.sub(r"\\$\1\\$", text)
    if len(re.findall(r"(?<!\\)\$", text)) == 1:
        faults.append("has one $, which begins a formula that never ends; write \\$ for dollars")
        text = re.sub(r"(?<!\\)\$", r"\\$", text)
    arguments, _ = _tables()
    try:
        nodes, _, _ = LatexWalker(text, latex_context=arguments, tolerant_parsing=False).get_latex_nodes()
        events = list(_Reader(faults).read(nodes))
    # The parser meets what it does not expect with errors of several kinds.
    except Exception as error:  # noqa: BLE001
        reason = str(getattr(error, "msg", "")).split("\n")[0].strip()
        faults.append(f"holds LaTeX that cannot be read{f' ({reason})' if reason else ''}; write the words themselves")
        return [_crude(text)]
    unknown = sorted(set(_UNKNOWN.findall("\n".join(faults))))
    if unknown:
        faults[:] = [fault for fault in faults if not _UNKNOWN.match(fault)]
        faults.append(f"holds {', '.join(unknown)}, which cannot be shown; write the words or signs themselves")
    return events


_DOLLARS = re.compile(r"(?<!\\)\$(\d[^$\\]*\s)\$(?=\d)")
_UNKNOWN = re.compile(r"(?m)^unknown (.+)$")


class _Reader:
    """Goes through what pylatexenc has parsed."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        self.signs = _tables()[1]
        self.depth = 0

    def read(self, nodes: Iterable[Any], math: bool = False) -> Iterator[_Event]:
        """Yield the events of ``nodes``; those of a formula lower and raise what follows ``_`` and ``^``."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError
        waiting = [node for node in nodes if node is not None]
        until_end: list[_Mark] = []
        while waiting:
            node = waiting.pop(0)
            kind = type(node).__name__
            if kind == "LatexMacroNode" and node.macroname in _FROM_HERE:
                if style := _FROM_HERE[node.macroname]:
                    yield _Mark(style, True)
                    until_end.append(_Mark(style, False))
            elif math and kind in ("LatexCharsNode", "LatexSpecialsNode") and re.search("[_^]", _raw(node)):
                before, sign, after = re.split("([_^])", _raw(node), maxsplit=1)
                yield before
                after = after.lstrip()
                style = "sub" if sign == "_" else "sup"
                if after:
                    lowered: list[_Event] = [after[0]]
                    waiting[:0] = [_Chars(after[1:])] if after[1:] else []
                else:
                    lowered = list(self.read([waiting.pop(0)], math)) if waiting else []
                # A degree is a sign of its own.
                if style == "sup" and lowered == ["\u2218"]:
                    yield "\u00b0"
                else:
                    yield from (_Mark(style, True), *lowered, _Mark(style, False))
            else:
                yield from self.one(node, kind, math)
        yield from reversed(until_end)
        self.depth -= 1

    def one(self, node: Any, kind: str, math: bool) -> Iterator[_Event]:
        """Yield the events of one ``node``."""
        if kind in ("LatexCharsNode", "_Chars"):
            if math:
                yield node.chars
            else:
                yield from _tagged(_signs(node.chars))
        elif kind == "LatexGroupNode":
            yield from self.read(node.nodelist, math)
        elif kind == "LatexMathNode":
            yield from self.read(node.nodelist, True)
        elif kind == "LatexSpecialsNode":
            yield _LIGATURE.get(node.specials_chars, node.specials_chars)
        elif kind == "LatexMacroNode":
            yield from self.macro(node, math)
        elif kind == "LatexEnvironmentNode":
            self.faults.append(f"unknown \\begin{{{node.environmentname}}}")
            yield from self.read(node.nodelist, math)
        # A comment: nothing is left of it.

    def macro(self, node: Any, math: bool) -> Iterator[_Event]:
        """Yield the events of a command."""
        name = node.macroname
        given = [argument for argument in (node.nodeargd.argnlist if node.nodeargd else None) or [] if argument]
        last = given[-1:]
        # The blanks behind a command of letters are eaten by LaTeX; behind a sign such as \& they count.
        if name in _ACCENTS:
            yield _accented(name, "".join(event for event in self.read(last, math) if isinstance(event, str)))
        elif name in ("url", "href", "nolinkurl", "path", "doi"):
            yield from self.link(name, given)
        elif name in _QUOTES:
            opening, closing = _QUOTES[name]
            yield from (opening, *self.read(last, math), closing)
        elif name in _AROUND:
            style = _AROUND[name]
            inside = self.read(last, math or name == "ensuremath")
            yield from (_Mark(style, True), *inside, _Mark(style, False)) if style else inside
        elif name == "frac" and len(given) == 2:
            yield from (*self.read(given[:1], True), "/", *self.read(given[1:], True))
        elif name in ("textcolor", "texorpdfstring"):
            yield from self.read(last if name == "textcolor" else given[:1], math)
        elif name in self.signs:
            yield self.signs[name]
            if node.macro_post_space and not name[0].isalpha():
                yield " "
        else:
            self.faults.append(f"unknown \\{name}")
            yield from self.read(given, math)

    def link(self, name: str, given: list[Any]) -> Iterator[_Event]:
        """Yield a link; words alone where the address is none that a page may lead to."""
        if not given:
            return
        written = "".join(_source(node) for node in _inside(given[0]))
        address = link_address(f"https://doi.org/{written}" if name == "doi" else written)
        words = list(self.read(given[1:])) if name == "href" else [re.sub(r"\\([%#&_~$])", r"\1", written)]
        if not address:
            self.faults.append(
                f"holds a link to {written[:60]!r}, which is no address of a page; write one that starts with https://"
            )
        if address and name in ("url", "href"):
            yield from (_Mark("link", True, link=address), *words, _Mark("link", False, link=address))
        else:
            yield from words


class _Chars:
    """Letters of a formula that are left when the first of them is taken."""

    def __init__(self, chars: str):
        self.chars = chars


def _raw(node: Any) -> str:
    return str(getattr(node, "chars", None) or getattr(node, "specials_chars", ""))


def _source(node: Any) -> str:
    return str(node.latex_verbatim())


def _inside(node: Any) -> list[Any]:
    return list(node.nodelist) if type(node).__name__ == "LatexGroupNode" else [node]


def _accented(name: str, letters: str) -> str:
    """Return ``letters`` with the accent ``name`` on the first of them."""
    letters = letters.lstrip() if name.isalpha() or letters.strip() else ""
    if not letters:
        return _ALONE.get(name, "")
    first, rest = letters[:1], letters[1:]
    # Accents that it has already stay next to it.
    while rest and unicodedata.combining(rest[0]):
        first, rest = first + rest[0], rest[1:]
    first = {"\u0131": "i", "\u0237": "j"}.get(first, first)
    return unicodedata.normalize("NFC", first + _ACCENTS[name]) + rest
