"""Each room as a stranger meets it: one line in ``extensions``, any theme, either markup, none of our other rooms.

Nothing here uses the rest of the tests, so it also runs beside an installed wheel:
``python -m pytest --noconftest -c /dev/null tests/ext/test_alone.py``.
"""

import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

THEMES = ["alabaster", "sphinx_rtd_theme", "furo"]
#: Nothing listens there; what asks it is told so at once.
NOBODY = "http://127.0.0.1:9"
#: Words that only the project in which these rooms grew up has a right to.
OUR_WORDS = re.compile(r"kratom|mitragyn|soreness|1-800-|poison help", re.IGNORECASE)

BIB = """\
@article{alvarez2019,
  author = {Alvarez, Ana and Brandt, Bo},
  title = {An invented study of oranges},
  journal = {Journal of Invented Examples},
  year = {2019}
}
"""

SEARCH = """\
title: An invented search
question: Has anyone asked whether oranges are round?
topic: shape
date: 2026-01-02
review_due: 2036-01-02
by: the editors
limits: This is an example.
looks:
  - {where: Nowhere, query: "orange round trial", date: 2026-01-02, hits: 0}
screened: []
"""


@dataclass
class Room:
    """A page that uses the room, in both markups; what conf.py has to say; what has to come of it."""

    rst: str
    md: str
    #: Each has to stand in the page's HTML.
    html: list[str]
    conf: str = ""
    files: dict[str, str] = field(default_factory=dict)
    #: Files that have to lie beside the page.
    made: list[str] = field(default_factory=list)
    builder: str = "html"
    status: int = 0


ROOMS = {
    "claims": Room(
        """\
.. claims:claim:: Oranges cure colds.
   :id: oranges-cure
   :verdict: unproven
   :certainty: low
   :references: alvarez2019
   :reviewed: 2026-01-02

   Nobody has shown it.

See :claims:claim:`oranges-cure`.

.. claims:claim-ledger::

.. claims:claim-counts::
""",
        """\
```{claims:claim} Oranges cure colds.
:id: oranges-cure
:verdict: unproven
:certainty: low
:references: alvarez2019
:reviewed: 2026-01-02

Nobody has shown it.
```

See {claims:claim}`oranges-cure`.

```{claims:claim-ledger}
```

```{claims:claim-counts}
```
""",
        ['id="claim-oranges-cure"', "Unproven", "claims.css"],
        made=["claims.json", "claims.csv", "_static/claims.css"],
    ),
    "citations": Room(
        "Oranges are round :cite:p:`alvarez2019`.\n\n.. bibliography::\n",
        "Oranges are round {cite:p}`alvarez2019`.\n\n```{bibliography}\n```\n",
        ["Alvarez", "2019", "sources.js"],
        conf='bibtex_bibfiles = ["refs.bib"]\nbibtex_default_style = "sources"\nbibtex_reference_style = "label"\n',
        files={"refs.bib": BIB},
        made=["references.bib", "references.ris", "references.csl.json", "_static/sources.js"],
    ),
    "citecheck": Room(
        "Words.\n",
        "Words.\n",
        ["Words."],
        conf='extensions.append("sphinxcontrib.bibtex")\nbibtex_bibfiles = ["refs.bib"]\n'
        + "".join(f'citecheck_{name} = "{NOBODY}"\n' for name in ("crossref", "datacite", "eutils", "agency"))
        + "citecheck_timeout = 1\n",
        files={"refs.bib": "@misc{page, title = {An invented page}, author = {{Somebody}}, year = {2020}}\n"},
        builder="citecheck",
        made=["report.md", "report.json"],
    ),
    "linkcheck": Room(
        f"`A link <{NOBODY}/page>`_.\n",
        f"[A link]({NOBODY}/page).\n",
        ["A link"],
        conf="linkcheck_retries = 1\nlinkcheck_timeout = 1\n",
        builder="linkcheck",
        made=["report.md", "report.json", "output.txt", "output.json"],
        status=3,
    ),
    "figures": Room(
        ".. chart:: bars\n   :alt: Two bars.\n\n   How many oranges.\n",
        "```{chart} bars\n:alt: Two bars.\n\nHow many oranges.\n```\n",
        ["How many oranges.", 'alt="Two bars."', "<td"],
        files={
            "figures/bars.csv": "fruit,number,source\nOrange,3,alvarez2019\nApple,2,alvarez2019\n",
            "figures/bars.py": '"""Two bars."""\n\nCOLUMNS = {"fruit": str, "number": float}\n\n\n'
            "def draw(figure, rows, look):\n"
            "    figure.subplots().barh([row['fruit'] for row in rows], [row['number'] for row in rows])\n",
        },
    ),
    "tables": Room(
        ".. filterable::\n   :columns: Colour\n   :noun: fruits\n\n"
        "   ======  ======\n   Fruit   Colour\n   ======  ======\n"
        "   Orange  Orange\n   Apple   Green\n   ======  ======\n",
        "````{filterable}\n:columns: Colour\n:noun: fruits\n\n"
        "| Fruit | Colour |\n| --- | --- |\n| Orange | Orange |\n| Apple | Green |\n````\n",
        ['class="filterable"', 'data-noun="fruits"', "filter-choice", "filter.js", "filter.css"],
        made=["_static/filter.js", "_static/filter.css"],
    ),
    "pages": Room(
        ":description: About oranges.\n:reviewed: 2026-01-02\n:review_due: 2027-01-02\n\nTitle\n=====\n\nWords.\n\n"
        ".. overdue-pages::\n",
        "---\ndescription: About oranges.\nreviewed: 2026-01-02\nreview_due: 2027-01-02\n---\n\n# Title\n\nWords.\n\n"
        "```{overdue-pages}\n```\n",
        ["Last reviewed 2 January 2026", '<meta name="description" content="About oranges.">', "To cite this page"],
        conf='html_baseurl = "https://example.org/"\n',
        made=["sitemap.xml"],
    ),
    "downloads": Room(
        ".. download-list::\n\n   sheet.pdf: one sheet\n",
        "```{download-list}\nsheet.pdf: one sheet\n```\n",
        ["one sheet", "(PDF, 1 KB)"],
        conf='downloads_folder = "made"\n',
        files={"made/sheet.pdf": "not looked into"},
        made=["downloads/sheet.pdf"],
    ),
    "site_search": Room(
        "Oranges are round.\n",
        "Oranges are round.\n",
        ["Oranges are round."],
        made=["search.html", "searchdata.js", "_static/search-page.js", "_static/search.css"],
    ),
    "literature": Room(
        "We found :none:`none <oranges>`.\n\n.. search-log:: oranges\n",
        "We found {none}`none <oranges>`.\n\n```{search-log} oranges\n```\n",
        ["An invented search", "Nowhere"],
        conf='literature_searches = "searches"\n',
        files={"searches/oranges.yaml": SEARCH},
    ),
    "translations": Room(
        "Oranges are round.\n",
        "Oranges are round.\n",
        ['<nav class="language-switch"', 'href="es/index.html"', 'hreflang="es"'],
        conf='translations = {"es": ["index"]}\ngettext_compact = False\n',
        files={
            "locale/es/LC_MESSAGES/index.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
            'msgid "Title"\nmsgstr "T\u00edtulo"\n\nmsgid "Oranges are round."\nmsgstr "Las naranjas son redondas."\n'
        },
        made=["es/index.html"],
    ),
    "phones": Room(
        "Call 112, or 555-0100-1234.\n",
        "Call 112, or 555-0100-1234.\n",
        ['href="tel:112"', 'href="tel:+55501001234"'],
        conf='phone_numbers = {"112": "112", "555-0100-1234": "+55501001234"}\n',
    ),
    "safety": Room(
        "Words.\n",
        "Words.\n",
        ["Words."],
    ),
    "books": Room("Words.\n", "Words.\n", ["Words."]),
    "books.book": Room("Words.\n", "Words.\n", ["Words."]),
    "books.leaflet": Room(
        ".. leaflet:: lead\n\n   For the sheet.\n",
        "```{leaflet} lead\nFor the sheet.\n```\n",
        ["For the sheet."],
        conf='leaflet_parts = ["lead"]\n',
    ),
    "books.checklist": Room("Words.\n", "- [ ] Is it round?\n", []),
    "books.latex": Room("Words.\n", "Words.\n", ["Words."], builder="latex"),
    "books.epub": Room("Words.\n", "Words.\n", ["Words."], builder="epub"),
}


@dataclass
class Built:
    """What came of a build."""

    out: Path
    warnings: str
    status: int


def build(source: Path, builder: str) -> Built:
    """Build the project in ``source`` in this process, as ``sphinx-build`` does."""
    out, warnings = source / "_build" / builder, io.StringIO()
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(source, source, out, source / "_build" / "doctrees", builder, status=None, warning=warnings)
        app.build()
    return Built(out, warnings.getvalue(), app.statuscode)


def make(folder: Path, room: str, theme: str, markup: str) -> Room:
    """Write a project that uses ``room`` and nothing else of ours."""
    told = ROOMS[room]
    extensions = [f"sphinx_evidence.{room}"] + (["myst_parser"] if markup == "md" else [])
    conf = f'project = "Oranges"\nauthor = "Ana Alvarez"\nextensions = {extensions}\nhtml_theme = "{theme}"\n'
    more = 'exclude_patterns = ["_build"]\nmyst_enable_extensions = ["tasklist"]\n'
    (folder / "conf.py").write_text(conf + (more if markup == "md" else more.splitlines()[0] + "\n") + told.conf)
    page = told.rst if markup == "rst" else told.md
    if "Title" not in page:
        page = f"Title\n=====\n\n{page}" if markup == "rst" else f"# Title\n\n{page}"
    for name, text in {f"index.{markup}": page, **told.files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return told


@pytest.mark.parametrize("markup", ["rst", "md"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_works_by_its_one_line(tmp_path, room, theme, markup):
    told = make(tmp_path, room, theme, markup)
    built = build(tmp_path, "html")
    assert built.warnings == ""
    page = (built.out / "index.html").read_text(encoding="utf-8")
    assert [words for words in told.html if words not in page] == []
    if told.builder != "html":
        built = build(tmp_path, told.builder)
    assert [name for name in told.made if not (built.out / name).is_file()] == []
    assert built.status == told.status
    written = [page, *(file.read_text(encoding="utf-8") for file in built.out.glob("*.json"))]
    assert [found[0] for text in written for found in OUR_WORDS.finditer(text)] == []
