"""Faults: what an inventor, a hurried hand or a bad import writes. Each has to be noticed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cited import Cited, Name

Fault = Callable[[Cited, dict[str, Any], Cited, random.Random], Iterator[Cited]]
FAULTS: dict[str, Fault] = {}

INVENTED = (
    Name("Thornbury", "Quentin"),
    Name("Okonkwo-Reyes", "Zelda"),
    Name("Vasquez", "Ximena"),
    Name("Lindqvist", "Yngve"),
    Name("Featherstone", "Ulric"),
    Name("Zhang", "Wei"),
    Name("Smith", "John"),
    Name("Kumar", "Ravi"),
)
GIVEN = ("Zebedee", "Ulrike", "Quirin", "Xanthe", "Olga", "Bartholomew", "Fenja", "Yusuf")
LONG = ("gastrointestinal", "photosynthesis", "hypothetical", "constitutional", "thermodynamics", "bureaucracy")
JOURNALS = (
    "Annals of Imaginary Results",
    "Journal of Applied Unicorn Studies",
    "Nature",
    "The Lancet",
    "Rabbit Science Letters",
)


def fault(function: Fault) -> Fault:
    """Keep ``function`` under its name."""
    FAULTS[function.__name__.replace("_", " ")] = function
    return function


def _letters(name: Name) -> str:
    return re.sub(r"\W", "", name.family).casefold()


def _strangers(cited: Cited, chance: random.Random, number: int) -> list[Name]:
    known = {_letters(name) for name in cited.authors}
    return chance.sample([name for name in INVENTED if _letters(name) not in known], number)


@fault
def other_title(cited, item, other, chance):
    yield replace(cited, title=other.title)
    yield replace(cited, title="A randomised trial of something else entirely")


@fault
def other_authors(cited, item, other, chance):
    if cited.authors and other.authors and {*map(_letters, other.authors)}.isdisjoint(map(_letters, cited.authors)):
        yield replace(cited, authors=other.authors)
    if cited.authors:
        yield replace(cited, authors=tuple(_strangers(cited, chance, min(3, len(cited.authors)))))


@fault
def invented_co_authors(cited, item, other, chance):
    if len(cited.authors) > 1:
        number = min(4, len(cited.authors) - 1)
        yield replace(cited, authors=(cited.authors[0], *_strangers(cited, chance, number)))
        yield replace(cited, authors=(cited.authors[0], *_strangers(cited, chance, number)), others=True)
        yield replace(cited, authors=(*cited.authors[:-1], *_strangers(cited, chance, 1)))


@fault
def first_author_replaced(cited, item, other, chance):
    if cited.authors:
        yield replace(cited, authors=(*_strangers(cited, chance, 1), *cited.authors[1:]))
        yield replace(cited, authors=tuple(_strangers(cited, chance, 1)), others=True)


@fault
def added_author(cited, item, other, chance):
    if cited.authors:
        (extra,) = _strangers(cited, chance, 1)
        place = chance.randrange(len(cited.authors))
        yield replace(cited, authors=(*cited.authors, extra))
        yield replace(cited, authors=(*cited.authors[:place], extra, *cited.authors[place:]))


@fault
def dropped_author(cited, item, other, chance):
    if len(cited.authors) > 1:
        yield replace(cited, authors=cited.authors[:-1])
        yield replace(cited, authors=cited.authors[1:])
        yield replace(cited, authors=cited.authors[:1])
    if len(cited.authors) > 2:
        place = chance.randrange(1, len(cited.authors) - 1)
        yield replace(cited, authors=(*cited.authors[:place], *cited.authors[place + 1 :]))


@fault
def swapped_authors(cited, item, other, chance):
    people = list(cited.authors)
    if len(people) > 1:
        one = chance.randrange(len(people) - 1)
        if _letters(people[one]) != _letters(people[one + 1]):
            people[one], people[one + 1] = people[one + 1], people[one]
            yield replace(cited, authors=tuple(people))
        if _letters(cited.authors[0]) != _letters(cited.authors[-1]):
            yield replace(cited, authors=(cited.authors[-1], *cited.authors[1:-1], cited.authors[0]))


@fault
def another_given_name(cited, item, other, chance):
    people = [place for place, name in enumerate(cited.authors) if name.given]
    for place in {people[0], chance.choice(people)} if people else ():
        name = cited.authors[place]
        given = next(one for one in chance.sample(GIVEN, len(GIVEN)) if one[0].casefold() != name.given[0].casefold())
        yield replace(cited, authors=(*cited.authors[:place], replace(name, given=given), *cited.authors[place + 1 :]))
        yield replace(
            cited, authors=(*cited.authors[:place], replace(name, given=given[0] + "."), *cited.authors[place + 1 :])
        )


@fault
def another_given_name_of_the_same_initial(cited, item, other, chance):
    for place, name in enumerate(cited.authors[:1]):
        start = re.split(r"[\s.-]", name.given)[0]
        if len(start) > 3:
            given = name.given[0] + "olbertina" if not name.given.startswith("Zo") else "Zachary"
            yield replace(
                cited, authors=(*cited.authors[:place], replace(name, given=given), *cited.authors[place + 1 :])
            )


@fault
def another_family_name(cited, item, other, chance):
    if cited.authors:
        place = chance.randrange(len(cited.authors))
        (stranger,) = _strangers(cited, chance, 1)
        mixed = replace(cited.authors[place], family=stranger.family, group=False)
        yield replace(cited, authors=(*cited.authors[:place], mixed, *cited.authors[place + 1 :]))


@fault
def wrong_year(cited, item, other, chance):
    if cited.year.isdigit():
        dated = {
            parts[0][0]
            for date in item.values()
            if isinstance(date, dict) and (parts := date.get("date-parts")) and parts[0] and parts[0][0]
        }
        for step in (-10, -3, 3, 7):
            # A work with dates far apart may truly be of the year that was meant to be wrong.
            if min(abs(int(cited.year) + step - year) for year in dated) > 2:
                yield replace(cited, year=str(int(cited.year) + step))


@fault
def other_journal(cited, item, other, chance):
    if cited.journal:
        known = {name.casefold() for name in item.get("container-title") or []}
        if other.journal and other.journal.casefold() not in known:
            yield replace(cited, journal=other.journal)
        yield replace(cited, journal=chance.choice([name for name in JOURNALS if name != cited.journal]))


@fault
def other_volume(cited, item, other, chance):
    if found := re.search(r"\d+", cited.volume):
        for step in (1, 10, chance.randrange(20, 300)):
            yield replace(cited, volume=cited.volume.replace(found[0], str(int(found[0]) + step), 1))


@fault
def other_issue(cited, item, other, chance):
    if found := re.search(r"\d+", cited.issue):
        for step in (1, 7):
            changed = cited.issue.replace(found[0], str(int(found[0]) + step), 1)
            yield replace(cited, issue=changed)


@fault
def other_pages(cited, item, other, chance):
    numbers = re.findall(r"\d+", cited.pages)
    if not numbers:
        return
    for step in (1, 100, chance.randrange(200, 900)):
        yield replace(cited, pages=re.sub(r"\d+", lambda found, step=step: str(int(found[0]) + step), cited.pages))
    yield replace(cited, pages="9001--9013")
    if len(numbers) == 2:
        yield replace(cited, pages=f"{numbers[0]}--{int(numbers[1]) + 9}")
        if int(numbers[0]) > 1:
            yield replace(cited, pages=f"{int(numbers[0]) - 1}--{numbers[1]}")


@fault
def one_long_word_changed(cited, item, other, chance):
    head = cited.title
    places = [found for found in re.finditer(r"[^\W\d_]{6,}", head)]
    for found in chance.sample(places, min(2, len(places))):
        for word in (chance.choice(LONG), "placebo", found[0][::-1] if found[0] != found[0][::-1] else "zebra"):
            yield replace(cited, title=head[: found.start()] + word + head[found.end() :])


@fault
def a_word_dropped_or_added(cited, item, other, chance):
    split = cited.title.split()
    if len(split) > 4:
        place = chance.choice([n for n, word in enumerate(split[:-1]) if len(re.sub(r"\W", "", word)) > 3] or [1])
        yield replace(cited, title=" ".join(split[:place] + split[place + 1 :]))
        yield replace(cited, title=" ".join([*split[:place], "paediatric", *split[place:]]))


@fault
def no_before_the_title(cited, item, other, chance):
    for word in ("No", "Not", "Against"):
        yield replace(cited, title=f"{word} {cited.title[:1].lower()}{cited.title[1:]}")


@fault
def doi_of_another_work(cited, item, other, chance):
    if (cited.title, cited.authors) != (other.title, other.authors):
        yield replace(cited, doi=other.doi)


@fault
def doi_that_exists_nowhere(cited, item, other, chance):
    yield replace(cited, doi=f"10.1016/j.invented.{chance.randrange(1900, 2026)}.{chance.randrange(10**6)}")
    yield replace(cited, doi=cited.doi + "9x7")
