"""Which files a page may take something from: those of the project."""

from __future__ import annotations

import weakref
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment

from sphinx_evidence.codes import Code

from .addresses import misread

#: The folder of conf.py, which the environment does not know.
_confdirs: weakref.WeakKeyDictionary[BuildEnvironment, tuple[Path, ...]] = weakref.WeakKeyDictionary()

NO_ADDRESS = "%s is not asked for while pages are built; save what it holds in a folder of the pages"
OUTSIDE = "%s lies outside the project; copy it to a folder of the pages"


def note_project(app: Sphinx) -> None:
    """Remember where the project lies."""
    _confdirs[app.env] = (Path(app.confdir),)


def inside(env: BuildEnvironment, path: Path) -> bool:
    """Say whether ``path``, with every symbolic link followed, lies in the project (pages or conf.py's folder)."""
    # A project's conf.py may lie above its pages, or beside them.
    homes = {env.srcdir, *_confdirs.get(env, ())}
    try:
        real = path.resolve()
        return any(real.is_relative_to(Path(home).resolve()) for home in homes)
    except (OSError, RuntimeError, ValueError):
        return False  # a link to itself, a name with a NUL


class _Guarded(Directive):
    """Looks at the files that a directive names, before it reads them."""

    #: The options whose value is a file.
    files: tuple[str, ...] = ()

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes, or nothing where a file must not be read."""
        env = self.state.document.settings.env
        named = [self.options[name] for name in self.files if name in self.options]
        named += self.arguments[:1] if isinstance(self, Include | LiteralInclude) else []
        for name in named:
            if isinstance(self, Include) and name.startswith("<") and name.endswith(">"):
                # A file that comes with docutils; from its folder, ways lead up too.
                if (
                    not (self.standard_include_path / name[1:-1])
                    .resolve()
                    .is_relative_to(Path(self.standard_include_path).resolve())
                ):
                    _complain(self, OUTSIDE, name)
                    return []
                continue
            # As the directive will read it: relative to the page, or to the folder of all pages.
            page = Path(env.doc2path(env.current_document.docname)).parent
            places = [Path(env.relfn2path(name)[1]), page / name]
            if not all(inside(env, place) for place in places if place.exists() or place.is_symlink()):
                _complain(self, OUTSIDE, name)
                return []
        if "url" in self.options:
            _complain(self, NO_ADDRESS, self.options["url"])
            return []
        return list(super().run())


class GuardedInclude(_Guarded, Include):
    """``include`` of a file of the project."""


class GuardedLiteralInclude(_Guarded, LiteralInclude):
    """``literalinclude`` of a file of the project."""

    files = ("diff",)


# docutils and Sphinx give the options of their directives unlike types.
class GuardedCSVTable(_Guarded, CSVTable):  # type: ignore[misc]
    """``csv-table`` from a file of the project or from its body, never from an address."""

    files = ("file",)


class NoRaw(Directive):
    """``raw``, which would put text of any kind into an output."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"file": str, "url": str, "encoding": str, "class": str}

    def run(self) -> list[nodes.Node]:
        """Return nothing, after saying so."""
        _complain(self, "a page holds no %s of another format; write it in the page's own markup", "text")
        return []


def _complain(directive: Directive, message: str, word: str) -> None:
    env = directive.state.document.settings.env
    location = (env.current_document.docname, directive.lineno)
    Code.SAFETY_FILE.warn(message, word, location=location)


def check_included(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Empty what MyST's ``include`` has read from outside the project."""
    if not inside(app.env, Path(app.srcdir, path)):
        content[0] = ""
        Code.SAFETY_FILE.warn(OUTSIDE, path, location=app.env.docname)


def leave_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Leave out each page whose name would become a link that runs, where a builder makes addresses of names."""
    for docname in sorted(env.found_docs) if app.builder.format == "html" else ():
        # Not all formats make addresses of names as they stand.
        if (begins := misread(docname)) and begins == misread(app.builder.get_target_uri(docname)):
            message = "links to this page would begin with %s: in this format; rename it"
            Code.SAFETY_ADDRESS.warn(message, begins, location=f"{env.doc2path(docname)}:1")
            env.found_docs.discard(docname)
            docnames[:] = [one for one in docnames if one != docname]


def check_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Empty a page that is a link to a file outside the project."""
    path = Path(app.env.doc2path(docname))
    if not inside(app.env, path):
        source[0] = f"# {path.stem}\n" if path.suffix == ".md" else f"{path.stem}\n{'=' * len(path.stem)}\n"
        target = path.readlink() if path.is_symlink() else path
        Code.SAFETY_FILE.warn(OUTSIDE, target, location=f"{path}:1")
