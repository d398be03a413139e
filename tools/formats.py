"""What is made from the pages: the site, the books, and both in one file for reading without a network.

Each is a row of `FORMATS`. It is built beside what is published and then takes its place as a whole, or not at all.
"""

import shutil
import sys
from collections.abc import Callable
from typing import NamedTuple

import offline
import tex
import unchanged
from publish import BUILD, publish, recover
from sphinx_run import Cache, environment, pages, remembered, sphinx, tree

# Sphinx writes here, so that a failed build leaves what is published alone.
SITE = Cache(BUILD / ".work")
MADE_FROM = unchanged.Memory(BUILD / ".made-from")


class Format(NamedTuple):
    """What a command makes from the pages and puts into a folder of _build."""

    builder: str  # the name by which Sphinx knows it
    folder: str  # published as a whole, or left as it was
    ready: str  # said when it is there
    keep: tuple = ("*",)  # which of the files at the top of Sphinx's output are published
    missing: Callable = str  # returns what has to be installed first, in one line, or nothing
    finish: Callable = lambda folder: 0  # does what is left to do in Sphinx's output; returns an exit status
    leave: tuple = ()  # which files are not published
    alone: bool = False  # whether it reads the pages in a way of its own


def say_if_empty(folder):
    """Say in a file that there is nothing to tell: of a version that no page names, Sphinx writes nothing."""
    if not any(folder.iterdir()):
        (folder / "changes.txt").write_text("No page says since which version something is so.\n")
    return 0


def gather(folder):
    """Add the words of the extensions to the texts for translators; return an exit status."""
    # It needs a library, which takes its time, and nothing else here does.
    from catalogues import finish

    return finish(folder)


FORMATS = {
    "html": Format("html", "html", "The site is ready: open _build/html/index.html"),
    "pdf": Format("book", "pdf", "The book is ready: open _build/pdf/kratom-and-muscle-soreness.pdf", keep=("*.pdf",)),
    "epub": Format(
        "epub", "epub", "The e-book is ready: open _build/epub/kratom-and-muscle-soreness.epub", keep=("*.epub",)
    ),
    "latex": Format("latex", "latex", "The source for TeX is ready: _build/latex"),
    "latexpdf": Format(
        "latex",
        "latex",
        "The book is ready: open _build/latex/kratom-and-muscle-soreness.pdf",
        missing=tex.missing,
        finish=lambda folder: tex.print_book(folder, environment()),
        leave=tex.SCRATCH,
    ),
}
# The other builders of Sphinx, each into a folder of its name.
OTHERS = {
    **{
        name: Format(name, name, f"{what} ready: _build/{name}")
        for name, what in {
            "dirhtml": "The site with a folder for each page is",
            "singlehtml": "The site on one page is",
            "pickle": "The pages for Python are",
            "json": "The pages as JSON are",
            "htmlhelp": "The source for HTML Help is",
            "qthelp": "The source for Qt Help is",
            "devhelp": "The book for Devhelp is",
            "applehelp": "The book for Apple Help is",
            "text": "The pages as plain text are",
            "man": "The manual page is",
            "texinfo": "The source for Texinfo is",
            "xml": "The pages as XML are",
            "pseudoxml": "The pages as indented text are",
            "doctest": "The report on examples is",
            "coverage": "The report on what is documented is",
        }.items()
    },
    "gettext": Format(
        "gettext", "gettext", "The texts for translators are ready: _build/gettext", finish=gather, alone=True
    ),
    "changes": Format("changes", "changes", "The list of changes is ready: _build/changes", finish=say_if_empty),
    "dummy": Format("dummy", "dummy", "The pages were read, and nothing was written.", keep=()),
    "latexpdfja": FORMATS["latexpdf"],
    "info": Format(
        "texinfo",
        "info",
        "The book for Info is ready: _build/info",
        missing=tex.info_missing,
        finish=tex.write_info,
        keep=("*.info*",),
    ),
}
FORMATS |= OTHERS
# What Sphinx keeps for itself.
LEAVE = (".buildinfo*", ".doctrees")
# What readers can take away besides the pages. conf.py tells Sphinx where it lies (downloads_folder).
BOOKS = ["pdf", "epub"]
OFFERED = BUILD / ".downloads"
OFFERED_FOR = BUILD / ".downloads-pages"


def make(name, say=True):
    """Build the format `name` and publish it if it is good; return the exit status."""
    form = FORMATS[name]
    target = BUILD / form.folder
    recover(target)
    if absent := form.missing():
        print(absent, file=sys.stderr)
        return 1
    status = html(target) if name == "html" else from_pages(form, target)
    if status:
        there = f"_build/{form.folder}"
        kept = f"{there} is still the last good build." if target.exists() else f"There is no {there} yet."
        print(f"The build failed: mend what is named above. {kept}", file=sys.stderr)
        return status
    if say:
        print(form.ready, flush=True)
    return 0


def html(target):
    """Build the site, only what changed; return the exit status."""
    # A book of other pages than the site's is no longer on offer.
    if OFFERED.exists() and remembered(OFFERED_FOR) != pages() + tree(OFFERED):
        shutil.rmtree(OFFERED)
    if MADE_FROM.begin(target):
        return 0
    SITE.begin()
    status = sphinx("html", SITE.path / "html", SITE.path / "doctrees")
    if status:
        SITE.discard()
        return status
    publish(SITE.path / "html", target, leave=LEAVE)
    SITE.good()
    MADE_FROM.keep(target)
    return 0


def from_pages(form, target):
    """Build a format that is written anew each time; return the exit status."""
    work = BUILD / f".{form.folder}"
    shutil.rmtree(work, ignore_errors=True)
    # The pages that the site's build has read need not be read again. A copy, because extensions note among them
    # which pages they want written again: two formats at one place would each take the other's note for their own.
    if SITE.trusted() and not form.alone:
        shutil.copytree(SITE.path / "doctrees", work / "doctrees")
    status = sphinx(form.builder, work / "out", work / "doctrees") or form.finish(work / "out")
    if not status:
        publish(work / "out", target, form.keep, LEAVE + form.leave)
    # Where conf.py cannot be read, Sphinx has made none.
    shutil.rmtree(work, ignore_errors=True)
    return status


def check(builder):
    """Run a builder that looks at the pages and keeps what it was answered; return the exit status."""
    kept = BUILD / f".{builder}"
    # Whoever reads the answers guards them; of pages that an earlier run has read, nobody knows whether they are whole.
    for path in kept.iterdir() if kept.exists() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".json":
            path.unlink()
    if SITE.trusted():
        shutil.copytree(SITE.path / "doctrees", kept, dirs_exist_ok=True)
    return sphinx(builder, BUILD / builder, kept)


def offer(names):
    """Let the site that is built next offer what the formats `names` have published, and nothing else."""
    OFFERED_FOR.unlink(missing_ok=True)
    shutil.rmtree(OFFERED, ignore_errors=True)
    OFFERED.mkdir(parents=True)
    for name in names:
        for file in sorted((BUILD / name).iterdir()):
            shutil.copy(file, OFFERED)
    OFFERED_FOR.write_text(pages() + tree(OFFERED))


def pack_offline():
    """Make the site and the books and pack them into one zip file; return the exit status."""
    for name in ("html", *BOOKS):
        if status := make(name, say=name != "html"):
            return status
    offer(BOOKS)
    if status := make("html"):
        return status
    target, work = BUILD / "offline", BUILD / ".offline"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    file = f"{offline.NAME}-offline.zip"
    offline.pack(BUILD / "html", work / file, environment()["SOURCE_DATE_EPOCH"])
    publish(work, target)
    shutil.rmtree(work)
    print(f"The site for reading without a network is ready: _build/offline/{file}", flush=True)
    return 0


def make_all():
    """Make the site with everything that a reader can take away beside it; return the exit status."""
    if status := pack_offline():
        return status
    offer([*BOOKS, "offline"])
    return make("html", say=False)
