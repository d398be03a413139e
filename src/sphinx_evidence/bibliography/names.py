"""What fields and types of entry are called: BibTeX's names, those of biblatex, and those that tools write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from pybtex.database import Entry

#: What to ask for, and the names under which it may stand, the best first.
NAMES = {
    "journal": ("journal", "journaltitle", "shortjournal"),
    "number": ("number", "issue"),
    "pages": ("pages", "eid", "article-number", "articleno"),
    "address": ("address", "location"),
    "school": ("school", "institution"),
    "institution": ("institution", "school"),
    "publisher": ("publisher",),
    "howpublished": ("howpublished", "organization"),
    "organization": ("organization",),
    "booktitle": ("booktitle", "eventtitle"),
    "note": ("note", "addendum"),
    "annote": ("annote", "annotation"),
    "urldate": ("urldate", "lastchecked", "lastvisited", "accessed"),
    "pmid": ("pmid", "pubmed"),
    "pmcid": ("pmcid", "pmc"),
    "key": ("key", "sortkey"),
    "language": ("language", "langid"),
    "archiveprefix": ("archiveprefix", "eprinttype"),
    "primaryclass": ("primaryclass", "eprintclass"),
    "archive": ("archive", "archiveurl"),
    "shortauthor": ("shortauthor",),
    "type": ("type",),
    "series": ("series",),
    "edition": ("edition",),
    "volume": ("volume",),
    "chapter": ("chapter",),
    "version": ("version",),
    "doi": ("doi",),
    "url": ("url",),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "eprint": ("eprint",),
}

#: biblatex's own fields, those of BibTeX's styles, and those that reference managers write.
KNOWN = frozenset(
    """
    abstract addendum address afterword annotation annotator annote archive archiveprefix archiveurl article-number
    articleno arxivid author authortype bookauthor bookpagination booksubtitle booktitle booktitleaddon chapter
    collaboration collaborator commentator copyright crossref date day doi edition editor editora editorb editorc
    editortype editoratype editorbtype editorctype eid entryset entrysubtype eprint eprintclass eprinttype eventdate
    eventtitle eventtitleaddon execute file foreword gender groups gsid holder howpublished hyphenation ids
    indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle issuetitle
    issuetitleaddon iswc journal journaltitle journalsubtitle journaltitleaddon key keywords label langid
    langidopts language lastchecked lastvisited accessed lccn library location mainsubtitle maintitle maintitleaddon
    month mrclass mrnumber mrreviewer name nameaddon note number numpages options organization origdate origlanguage
    origlocation origpublisher origtitle owner pages pagetotal pagination part pdf pmc pmcid pmid presort primaryclass
    pubmed publisher pubstate related relatedoptions relatedstring relatedtype reprinttitle review school series
    shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle size slaccitation
    sortkey sortname sortshorthand sorttitle sortyear subtitle timestamp title titleaddon translator type typology
    uri url urldate urn usera userb userc userd usere userf verba verbb verbc version volume volumes xdata xref year
    zblnumber adsurl adsnote affiliation bibsource biburl creationdate modificationdate date-added date-modified
    da dewey-call-number earlyaccessdate eissn en generatedby impactfactor interhash intrahash isi istex keyword
    link local-url mendeley-groups mendeley-tags nationality oclc openalex orcid-numbers price priority printed
    qualityassured
    ranking read readstatus research-areas researcherid-numbers s2id score source times-cited unique-id venue
    web-of-science-categories wos comment comments citation-subset contents cited-references number-of-cited-references
    kind journal-iso doc-delivery-number funding-acknowledgement funding-text keywords-plus meeting web-of-science-index
    author-email author_keywords correspondence_address1 document_type abbrev_source_title publication_stage page_count
    """.split()  # noqa: SIM905
)
#: The types of biblatex and others, by those of BibTeX.
TYPES = {
    "conference": "inproceedings",
    "electronic": "misc",
    "online": "misc",
    "www": "misc",
    "report": "techreport",
    "thesis": "phdthesis",
    "collection": "book",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "proceedings",
    "mvreference": "book",
    "reference": "book",
    "bookinbook": "inbook",
    "suppbook": "inbook",
    "suppcollection": "incollection",
    "inreference": "incollection",
    "periodical": "misc",
    "suppperiodical": "article",
    "dataset": "misc",
    "software": "misc",
    "patent": "misc",
    "letter": "misc",
    "legislation": "misc",
    "jurisdiction": "misc",
    "standard": "misc",
    "performance": "misc",
    "artwork": "misc",
    "audio": "misc",
    "video": "misc",
    "movie": "misc",
    "music": "misc",
    "image": "misc",
    "commentary": "misc",
    "review": "article",
}

_YEAR = re.compile(r"[~?%/.,\s]*(-?\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def value(entry: Entry, name: str) -> str:
    """Return what ``entry`` has under ``name`` or another name for it, as written; nothing where it is missing."""
    fields = entry.fields
    if name == "title":
        return _joined(fields.get("title", ""), fields.get("subtitle", ""))
    if name == "booktitle" and fields.get("booktitle"):
        return _joined(fields["booktitle"], fields.get("booksubtitle", ""))
    if name in ("year", "month", "day"):
        return _date(entry, name)
    if name == "pmid" and fields.get("eprinttype", "").strip("{} ").lower() in ("pubmed", "pmid", "medline"):
        return str(fields.get("pmid") or fields.get("eprint", ""))
    return next((str(fields[other]) for other in NAMES.get(name, (name,)) if fields.get(other)), "")


def _joined(title: str, subtitle: str) -> str:
    if not (title and subtitle):
        return title or subtitle
    return f"{title}{' ' if title.rstrip('}')[-1:] in '?!.:' else ': '}{subtitle}"


def _date(entry: Entry, part: str) -> str:
    """Return a part of the date; a range counts from its beginning."""
    written: str = entry.fields.get(part, "")
    found = _YEAR.match(str(entry.fields.get("date", "")).strip("{} "))
    if written or not found:
        return written
    places = {"year": 1, "month": 2, "day": 3}
    return str(found[places[part]] or "")


def entry_type(entry: Entry) -> str:
    """Return the type of ``entry`` in BibTeX's words."""
    if entry.type == "thesis" and "master" in value(entry, "type").lower():
        return "mastersthesis"
    return TYPES.get(entry.type, str(entry.type))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that ``name`` is most like; nothing where none is near."""
    return next(iter(get_close_matches(name.lower(), sorted(known), n=1, cutoff=0.7)), "")


def is_known(name: str, more: Iterable[str] = ()) -> bool:
    """Say whether ``name`` is a field that someone reads, of ``more`` ones or of those that are common."""
    name = name.lower()
    return name in KNOWN or name in more or name.startswith(("bdsk-", "jabref", "mendeley-", "x-", "x_", "__", "opt"))
