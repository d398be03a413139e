"""Gather the sentences of the translated pages, and the words around them, into the catalogues that translators edit.

What `make gettext` has found of these pages goes into locale/<language>/LC_MESSAGES/, by sphinx-intl: new ones come
without a translation, changed ones keep the old one and are marked as fuzzy, so nothing shows it. The words of the
extensions go into src/sphinx_evidence/locale/, which others install with them.
"""

import runpy
import shutil
import sys

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from sphinx_intl import basic

from publish import BUILD, ROOT

PACKAGE = ROOT / "src" / "sphinx_evidence"
FOUND = BUILD / "gettext"
#: One sentence a line: a longer one is easier to compare with its original than one that is cut.
WIDTH = 0


def gather(catalogue, package, target):
    """Write `catalogue` with the words that the programs in the folder `package` print into the template `target`."""
    keywords = {"_": None, "marked": None}
    for name, line, message, *_ in extract_from_dir(package, [("**.py", "python")], keywords=keywords):
        catalogue.add(message, locations=[(f"src/{package.name}/{name}", line)])
    with target.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_by_file=True)


def finish(folder):
    """Add the words of the extensions to what Sphinx has gathered in `folder`; return 0, an exit status."""
    gather(Catalog(project="sphinx-evidence", charset="utf-8"), PACKAGE, folder / "sphinx_evidence.pot")
    # What only this site prints stands with the words of its templates.
    with (folder / "sphinx.pot").open("rb") as file:
        templates = read_po(file)
    gather(templates, ROOT / "src" / "this_site", folder / "sphinx.pot")
    return 0


def update():
    """Bring the catalogues up to date with what was gathered; return the exit status."""
    translations = runpy.run_path(str(ROOT / "conf.py"))["translations"]
    work = BUILD / ".catalogues"
    for language, pages in translations.items():
        for names, target in (([*pages, "sphinx"], ROOT / "locale"), (["sphinx_evidence"], PACKAGE / "locale")):
            shutil.rmtree(work, ignore_errors=True)
            for name in names:
                place = work / f"{name}.pot"
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(FOUND / f"{name}.pot", place)
            basic.update(str(target), str(work), (language,), line_width=WIDTH)
    shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(update())
