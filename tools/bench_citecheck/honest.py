"""Honest ways to write an entry. Each gives entries that mean the same work; none of them may be refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cited import Cited, Name, first, tex, words, year_of

Way = Callable[[Cited, dict[str, Any]], Iterator[Cited]]
WAYS: dict[str, Way] = {}

_PLAIN = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ß": "ss",
        "ð": "d",
        "þ": "th",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
    }
)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe", "ß": "ss"}
)
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0304": "=", "\u0307": "."}
_LETTER_ACCENTS = {
    "\u030c": "v",
    "\u0327": "c",
    "\u0306": "u",
    "\u030b": "H",
    "\u0328": "k",
    "\u030a": "r",
    "\u0323": "d",
}
_COMMANDS = {
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "æ": r"{\ae}",
    "ß": r"{\ss}",
    "ı": r"{\i}",
    "–": "--",
    "—": "---",
    "’": "'",
    "‘": "`",
    "“": "``",
    "”": "''",
    "‐": "-",
    "−": "-",
}
_GREEK = {
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "γ": r"$\gamma$",
    "δ": r"$\delta$",
    "μ": r"$\mu$",
    "κ": r"$\kappa$",
    "λ": r"$\lambda$",
}
_SMALL = {"a", "an", "and", "the", "of", "in", "on", "for", "to", "with", "by", "from", "at", "or", "as"}


def way(function: Way) -> Way:
    """Keep ``function`` under its name."""
    WAYS[function.__name__.replace("_", " ")] = function
    return function


def _people(cited: Cited, change: Callable[[Name], Name]) -> Iterator[Cited]:
    changed = tuple(name if name.group else change(name) for name in cited.authors)
    if changed != cited.authors:
        yield replace(cited, authors=changed)


def ascii_letters(text: str) -> str:
    """Return ``text`` as somebody types it who has no accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(_PLAIN)) if not unicodedata.combining(c))


def accents(text: str) -> str:
    """Return ``text`` with its accents as LaTeX commands."""
    written = []
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        if letter in _COMMANDS:
            written.append(_COMMANDS[letter])
        elif letter in _GREEK:
            written.append(_GREEK[letter])
        elif len(marks) == 1 and marks[0] in _ACCENTS:
            written.append("{\\" + _ACCENTS[marks[0]] + ("\\" + base if base in "ij" else base) + "}")
        elif len(marks) == 1 and marks[0] in _LETTER_ACCENTS:
            written.append("{\\" + _LETTER_ACCENTS[marks[0]] + "{" + base + "}}")
        else:
            written.append(tex(letter))
    return "".join(written)


def initials(given: str, dot: str = ".", between: str = " ") -> str:
    """Return the initials of ``given``, hyphens kept."""
    parts = [part for part in re.split(r"[ .]+", given) if part]
    short = ["-".join(half[0].upper() + dot for half in part.split("-") if half) for part in parts]
    return between.join(short)


@way
def as_registered(cited, item):
    yield cited


@way
def initials_with_dots(cited, item):
    yield from _people(cited, lambda name: replace(name, given=initials(name.given)))


@way
def initials_closed_up(cited, item):
    yield from _people(cited, lambda name: replace(name, given=initials(name.given, between="")))


@way
def initials_without_dots(cited, item):
    yield from _people(cited, lambda name: replace(name, given=initials(name.given, "", "").replace("-", "")))


@way
def first_initial_only(cited, item):
    yield from _people(cited, lambda name: replace(name, given=initials(name.given)[:2]))


@way
def no_middle_names(cited, item):
    yield from _people(cited, lambda name: replace(name, given=name.given.split(" ")[0]))


@way
def given_names_first(cited, item):
    if cited.authors:
        yield replace(cited, given_first=True)


@way
def family_names_only(cited, item):
    yield from _people(cited, lambda name: replace(name, given=""))


@way
def capital_names(cited, item):
    yield from _people(cited, lambda name: replace(name, family=name.family.upper()))


@way
def ascii_names(cited, item):
    yield from _people(cited, lambda n: replace(n, family=ascii_letters(n.family), given=ascii_letters(n.given)))


@way
def umlauts_as_two_letters(cited, item):
    yield from _people(
        cited, lambda n: replace(n, family=n.family.translate(_UMLAUTS), given=n.given.translate(_UMLAUTS))
    )


@way
def accents_in_TeX(cited, item):
    if cited.authors:
        people = [
            "{" + accents(n.family) + "}"
            if n.group
            else ", ".join([accents(n.family), *filter(None, [n.suffix, accents(n.given)])])
            for n in cited.authors
        ]
        yield cited.written(author=" and ".join(people), title=accents(cited.title))


@way
def and_others(cited, item):
    for kept in (1, 3, 6):
        if len(cited.authors) > kept:
            yield replace(cited, authors=cited.authors[:kept], others=True)


@way
def particles(cited, item):
    def moved(name):
        found = re.match(
            r"((?:(?:van|von|de|der|den|del|della|di|da|du|la|le|ter|ten|dos|das|El|De|Van) )+)(\S.*)", name.family
        )
        return replace(name, family=found[2], given=f"{name.given} {found[1].strip()}") if found else name

    yield from _people(cited, moved)
    yield from _people(
        cited, lambda name: replace(name, family=name.family[0].upper() + name.family[1:] if name.family else "")
    )


@way
def suffix_written_otherwise(cited, item):
    yield from _people(cited, lambda name: replace(name, suffix=""))
    yield from _people(cited, lambda n: replace(n, suffix="", family=f"{n.family} {n.suffix}") if n.suffix else n)
    yield from _people(cited, lambda n: replace(n, suffix="", given=f"{n.given} {n.suffix}") if n.suffix else n)


@way
def hyphens_in_given_names(cited, item):
    yield from _people(cited, lambda name: replace(name, given=name.given.replace("-", " ")))
    yield from _people(cited, lambda name: replace(name, given=re.sub(r"-(\w)", lambda m: m[1].lower(), name.given)))


@way
def short_journal(cited, item):
    for name in item.get("short-container-title") or []:
        yield replace(cited, journal=words(name))


@way
def abbreviated_journal(cited, item):
    """Shorten as ISO 4 would, roughly: small words left out, long ones cut before a vowel."""
    kept = [word for word in re.split(r"[ /]+", cited.journal) if word and word.lower() not in _SMALL]
    if len(kept) < 2:
        return
    cut = [word if len(word) < 6 else re.match(r".{3,5}?(?=[aeiouyAEIOUY])|.{4}", word)[0] + "." for word in kept]
    yield replace(cited, journal=" ".join(cut))
    yield replace(cited, journal=" ".join(part.rstrip(".") for part in cut))


@way
def journal_in_other_letters(cited, item):
    for change in (
        str.upper,
        str.lower,
        ascii_letters,
        lambda text: text.replace(" and ", " & "),
        lambda text: text.replace("&", "and"),
        lambda text: re.sub(r"^The ", "", text),
        lambda text: re.sub(r"\s*:.*", "", text),
    ):
        if (changed := change(cited.journal)) != cited.journal and changed:
            yield replace(cited, journal=changed)


@way
def title_case(cited, item):
    yield replace(
        cited, title=" ".join(w if w.lower() in _SMALL else w[:1].upper() + w[1:] for w in cited.title.split())
    )


@way
def sentence_case_and_capitals(cited, item):
    for change in (str.lower, str.upper, str.capitalize):
        yield replace(cited, title=change(cited.title))


@way
def no_subtitle(cited, item):
    head = first(item.get("title"))
    if item.get("subtitle") and first(item["subtitle"]):
        yield replace(cited, title=head)
    elif ": " in head:
        yield replace(cited, title=head.split(": ")[0])
    for sign in (" – ", " — "):
        if sign in head and ": " not in head:
            yield replace(cited, title=head.split(sign)[0])


@way
def subtitle_set_otherwise(cited, item):
    if ": " in cited.title:
        for sign in (" -- ", ". ", " --- ", " "):
            yield replace(cited, title=cited.title.replace(": ", sign, 1))


@way
def subtitle_in_a_field_of_its_own(cited, item):
    if ": " in cited.title:
        title, subtitle = cited.title.split(": ", 1)
        yield cited.written(title=tex(title), subtitle=tex(subtitle))


@way
def initials_behind_the_family_name(cited, item):
    people = [name for name in cited.authors if not name.group]
    if people and len(people) == len(cited.authors) and all(name.given and " " not in name.family for name in people):
        written = [f"{tex(name.family)} {initials(name.given, '', '').replace('-', '')}" for name in people]
        yield cited.written(author=" and ".join(written))


@way
def et_al(cited, item):
    if len(cited.authors) > 2:
        yield cited.written(author=f"{tex(cited.authors[0].family)}, {tex(cited.authors[0].given)} and et al.")


@way
def other_hyphens_and_quotes(cited, item):
    for change in (
        lambda t: t.replace("-", "–"),
        lambda t: t.replace("-", "‑"),
        lambda t: t.replace("–", "-"),
        lambda t: t.replace("-", " "),
        lambda t: t.replace("-", ""),
        ascii_letters,
        lambda t: t.replace("'", "’"),
        lambda t: t.replace("–", "--").replace("—", "---"),
    ):
        if (changed := change(cited.title)) != cited.title:
            yield replace(cited, title=changed)


@way
def braces_and_full_stop(cited, item):
    yield cited.written(title="{" + tex(cited.title) + "}")
    yield cited.written(title=re.sub(r"\b([A-Z][A-Z0-9]+)\b", r"{\1}", tex(cited.title)))
    yield cited.written(title=tex(cited.title) + ".")


@way
def entities_left_standing(cited, item):
    if "&" in cited.title or "&" in cited.journal:
        for sign in (r"\&amp;", r"\&amp;amp;", "and"):
            yield cited.written(
                title=tex(cited.title).replace(r"\&", sign), journal=tex(cited.journal).replace(r"\&", sign)
            )
    raw = str((item.get("title") or [""])[0])
    if "<" in raw or "&" in raw:
        yield cited.written(title=tex(raw))


@way
def markup_as_LaTeX(cited, item):
    raw = " ".join(str((item.get("title") or [""])[0]).split())
    if "<" in raw:
        for tag, command in (
            ("i", "emph"),
            ("i", "textit"),
            ("em", "emph"),
            ("sup", "textsuperscript"),
            ("sub", "textsubscript"),
            ("scp", "textsc"),
            ("b", "textbf"),
        ):
            raw = re.sub(rf"<{tag}>(.*?)</{tag}>", rf"\\{command}{{\1}}", raw)
        if "<" not in raw and not item.get("subtitle"):
            yield cited.written(title=raw.replace("&amp;", r"\&").replace("#", r"\#").replace("%", r"\%"))


@way
def any_of_the_years(cited, item):
    for name in ("issued", "published", "published-print", "published-online"):
        if year := year_of(item, name):
            yield replace(cited, year=year)


@way
def biblatex_names(cited, item):
    year = f"{cited.year}-03-02" if cited.year else ""
    yield cited.written(
        journal="", journaltitle=tex(cited.journal), year="", date=year, number="", issue=tex(cited.issue)
    )


@way
def pages_with_other_dashes(cited, item):
    if "--" in cited.pages:
        for dash in ("-", "–", "—", " -- ", "‐"):
            yield replace(cited, pages=cited.pages.replace("--", dash))
        yield replace(cited, pages="pp. " + cited.pages)


@way
def short_last_page(cited, item):
    found = re.fullmatch(r"(\d+)--(\d+)", cited.pages)
    if found and len(found[1]) == len(found[2]):
        start, end = found.groups()
        same = next((n for n in range(len(start)) if start[n] != end[n]), len(start) - 1)
        yield replace(cited, pages=f"{start}--{end[same:]}")


@way
def first_page_only(cited, item):
    if "--" in cited.pages:
        yield replace(cited, pages=cited.pages.split("--")[0])


@way
def article_number_for_pages(cited, item):
    if number := item.get("article-number"):
        yield replace(cited, pages=number)
        yield cited.written(pages="", eid=number)
        yield cited.written(pages="", articleno=number)
        yield cited.written(pages="1--12", eid=number)


@way
def volume_and_issue_set_otherwise(cited, item):
    if cited.volume:
        yield replace(cited, volume=f"Vol. {cited.volume}")
    if cited.volume and cited.issue:
        yield replace(cited, volume=f"{cited.volume}({cited.issue})", issue="")
    if cited.issue:
        yield replace(cited, issue=f"no. {cited.issue}")
        yield cited.written(number="", issue=tex(cited.issue))
        for old, new in (("-", "--"), ("-", "/"), ("-", "–"), ("_", " "), ("_suppl", " Suppl.")):
            if old in cited.issue:
                yield replace(cited, issue=cited.issue.replace(old, new))


@way
def fields_left_out(cited, item):
    for name in ("authors", "year", "journal", "volume", "issue", "pages"):
        if getattr(cited, name):
            yield replace(cited, **{name: () if name == "authors" else ""})


@way
def doi_in_other_forms(cited, item):
    for doi in (
        cited.doi.upper(),
        f"https://doi.org/{cited.doi}",
        f"doi:{cited.doi}",
        f"http://dx.doi.org/{cited.doi}",
    ):
        yield replace(cited, doi=doi)


@way
def another_entry_type(cited, item):
    yield replace(cited, kind="misc" if cited.kind == "article" else "article")
