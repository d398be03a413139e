"""Is a registered record the work that an entry means? Tolerant of how it is written, strict about what it says."""

from __future__ import annotations

from . import journals, numbers, people, titles
from .record import Author, Cited, Difference, Record
from .titles import same_title
from .words import normal, shown

__all__ = ["Author", "Cited", "Difference", "Record", "another_work", "differences", "normal", "same_title", "shown"]

#: Titles less alike than this are those of two works; between the two a word was changed.
ANOTHER, NEAR = 0.6, 0.9


def differences(ours: Cited, record: Record) -> dict[str, Difference]:
    """Return each field that differs, by name; a field that either lacks is not compared."""
    found: dict[str, Difference] = {}
    if ours.title and record.title and not same_title(ours.title, record):
        alike = titles.likeness(ours.title, record)
        what = "another work" if alike < ANOTHER else "a word or two" if alike >= NEAR else "several words"
        found["title"] = Difference(ours.title, whole_title(record), "likely" if alike >= NEAR else "certain", what)
    if (
        ours.authors
        and record.authors
        and (people_differ := people.difference(ours.authors, ours.others, record.authors))
    ):
        found["author"] = people_differ
    if ours.year and not numbers.same_year(ours.year, record.years):
        registered = " or ".join(map(str, sorted(set(record.years))))
        found["year"] = Difference(ours.year, registered, "certain")
    if ours.journal and record.journals and not journals.same_journal(ours.journal, record.journals):
        found["journal"] = Difference(ours.journal, shown(record.journals[0]), "likely")
    volume, issue = numbers.volume_and_issue(ours.volume, ours.issue)
    if volume and record.volume and not numbers.same_volume(volume, record.volume):
        found["volume"] = Difference(volume, record.volume, "certain")
    if issue and record.issue and not numbers.same_issue(issue, record.issue, record.article):
        found["number"] = Difference(issue, record.issue, "likely")
    if not numbers.same_pages(ours.pages, ours.article, record.pages, record.article):
        mine, registered = ours.pages or ours.article, record.pages or record.article
        found["pages"] = Difference(mine, registered, "likely")
    return found


def whole_title(record: Record) -> str:
    """Return title and subtitle in plain words."""
    title, subtitle = shown(record.title), shown(record.subtitle)
    return f"{title}: {subtitle}" if subtitle else title


def another_work(found: dict[str, Difference]) -> bool:
    """Say whether the fields in ``found`` differ as those of two works do."""
    return "title" in found and found["title"].what == "another work" and len(found) > 1
