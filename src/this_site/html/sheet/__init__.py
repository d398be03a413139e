"""One style sheet for all pages: Furo's, without what this site has no use for, and ours.

``sheet_files`` in conf.py names the sheets in order, ``unused`` the classes whose rules are left out of Furo's.
A page that uses one of these classes is named by a warning, so nothing loses its look without a word.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_evidence.named import metadata, named
from this_site.codes import Code

from .join import join, without
from .unused import CLASSES, PLAIN

NAME = "sheet.css"
BUILDERS = ("html", "dirhtml", "translated")
#: The sheet of Furo, inside its theme's folder.
FURO = "static/styles/furo.css"
#: What Furo links: that sheet, and one for extensions and hosts that this site does not have.
FURO_SHEETS = ("furo.css", "furo-extensions.css")
#: Loaded where code is shown.
CODE = "pygments.css"
_CLASSES = re.compile(r'\sclass="([^"]*)"')


def make(app: Sphinx) -> None:
    """Write the sheet into a folder from which Sphinx copies it, like any static file."""
    if not isinstance(app.builder, StandaloneHTMLBuilder) or app.builder.name not in BUILDERS:
        return
    folder = Path(app.doctreedir, "sheet")
    folder.mkdir(parents=True, exist_ok=True)
    theme = next(Path(place, FURO) for place in app.builder.theme.get_theme_dirs() if Path(place, FURO).is_file())
    parts = [without(theme.read_text(encoding="utf-8"), frozenset(app.config.sheet_without))]
    places = [Path(app.confdir, place) for place in app.config.html_static_path]
    for name in app.config.sheet_files:
        file = next((place / name for place in places if (place / name).is_file()), None)
        if file is None:
            Code.SHEET_FILE.warn("sheet_files in conf.py names %s, and no static folder has it; correct the name", name)
        else:
            parts.append(without(file.read_text(encoding="utf-8")))
    (folder / NAME).write_text(join(parts), encoding="utf-8")
    app.config.html_static_path.append(str(folder))
    app.add_css_file(NAME)


def link(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the one sheet in place of its parts; name the classes of the page that it knows nothing of."""
    if app.builder.name not in BUILDERS:
        return
    body = str(context.get("body", ""))
    needless = {*FURO_SHEETS, *app.config.sheet_files} | (set() if 'class="highlight' in body else {CODE})
    context["css_files"] = [css for css in context["css_files"] if Path(str(css.filename)).name not in needless]
    used = {name for names in _CLASSES.findall(body) for name in names.split()}
    if unstyled := sorted(used & set(app.config.sheet_without) - PLAIN):
        Code.SHEET_CLASS.warn(
            "%s here, but sheet_without leaves the style out; take it off (sheet/unused.py)",
            f"the class {unstyled[0]!r} is used"
            if len(unstyled) == 1
            else f"the classes {', '.join(map(repr, unstyled))} are used",
            location=(pagename, 1) if doctree is not None else None,
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings; make the sheet after other extensions have named their folders."""
    app.add_config_value("sheet_files", [], "html", types=[list])
    app.add_config_value("sheet_without", CLASSES, "html", types=[list])
    # It is made of Furo's, and for the site alone.
    if named(app, __name__):
        app.connect("builder-inited", make, priority=900)
        app.connect("html-page-context", link, priority=900)
    return metadata(app, __name__)
