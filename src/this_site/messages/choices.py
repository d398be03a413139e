"""Options of conf.py that choose one of several by its name: a theme, a style, a language, a role.

Whoever needs what is chosen asks for it in the middle of a build, and is stopped there with a traceback, or goes on
with something else. So they are asked for before the build begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import sphinx
from babel import Locale, UnknownLocaleError
from docutils.frontend import Values, get_default_settings
from docutils.languages import get_language
from docutils.parsers.rst import Parser, roles
from docutils.utils import new_reporter
from pybtex.plugin import PluginNotFound
from pybtex.plugin import find_plugin as find_style
from pygments.lexers import get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.util import ClassNotFound
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import lexer_classes
from sphinxcontrib.bibtex.plugin import find_plugin as find_reference_style

_PACKAGE = Path(sphinx.__file__).parent
#: Where pybtex and sphinxcontrib-bibtex look for what prints a list, and a citation.
LISTS, CITATIONS = "pybtex.style.formatting", "sphinxcontrib.bibtex.style.referencing"


def faults(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    """Yield the option and what is wrong, for each that chooses what there is not."""
    for name, (what, is_there) in _CHOICES.items():
        value = getattr(config, name, None)
        if isinstance(value, str) and value and not is_there(app, value):
            yield name, f"{name} is {value!r}, and there is no such {what}; correct the name, or take the line out"
    if isinstance(config.root_doc, str) and not _is_page(app, config.root_doc):
        yield "root_doc", f"root_doc is {config.root_doc!r}, and there is no such page; write it, or correct the name"
    for kind, words in (config.numfig_format or {}).items():
        try:
            _ = str(words) % "1"
        except (TypeError, ValueError):
            if "%" in str(words):
                advice = "write %s once, where the number stands"
                yield "numfig_format", f"numfig_format has {words!r} for {kind!r}, which holds no number; {advice}"


def _is_theme(app: Sphinx, name: str) -> bool:
    folders = [_PACKAGE / "themes", *(Path(app.confdir, str(one)) for one in app.config.html_theme_path)]
    found = any((folder / name).is_dir() or (folder / f"{name}.zip").is_file() for folder in folders)
    return found or name in app.registry.html_themes or bool(entry_points(group="sphinx.html_themes", name=name))


def _is_page(app: Sphinx, name: str) -> bool:
    suffixes = app.config.source_suffix
    # Those of extensions are put among them later.
    endings = {*([suffixes] if isinstance(suffixes, str) else suffixes), *app.registry.source_suffix}
    return any(Path(app.srcdir, f"{name}{ending}").is_file() for ending in endings)


def _is_style_of_code(_app: Sphinx, name: str) -> bool:
    if name in ("sphinx", "none"):
        return True
    module, _, style = name.rpartition(".")
    try:
        return hasattr(import_module(module), style) if module else bool(get_style_by_name(name))
    except (ClassNotFound, ImportError):
        return False


def _is_language_of_code(_app: Sphinx, name: str) -> bool:
    if name in lexer_classes or name in ("default", "none", "guess"):
        return True
    try:
        return bool(get_lexer_by_name(name))
    except ClassNotFound:
        return False


def is_style_of_lists(name: str) -> bool:
    """Say whether pybtex can print a list of sources in the style called ``name``."""
    try:
        return bool(find_style(LISTS, name))
    except PluginNotFound:
        return False


def _is_style_of_citations(_app: Sphinx, name: str) -> bool:
    try:
        return bool(find_reference_style(CITATIONS, name))
    except ImportError:
        return False


def _is_language(_app: Sphinx, name: str) -> bool:
    if (_PACKAGE / "locale" / name).is_dir():
        return True
    try:
        return bool(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        return False


def _is_role(app: Sphinx, name: str) -> bool:
    domains = [app.registry.domains[one] for one in ("std", app.config.primary_domain) if one in app.registry.domains]
    if ":" in name or any(name in domain.roles for domain in domains):
        return True
    found, _messages = roles.role(name, get_language("en"), 1, new_reporter("", _quiet()))
    return found is not None


def _quiet() -> Values:
    settings = get_default_settings(Parser)
    settings.report_level = 5
    return settings


#: Each option, what it names, and what says whether there is such a thing.
_CHOICES: dict[str, tuple[str, Callable[[Sphinx, str], bool]]] = {
    "html_theme": ("theme", _is_theme),
    "epub_theme": ("theme", _is_theme),
    "pygments_style": ("style of code", _is_style_of_code),
    "pygments_dark_style": ("style of code", _is_style_of_code),
    "highlight_language": ("language of code", _is_language_of_code),
    "bibtex_default_style": ("style of a bibliography", lambda _app, name: is_style_of_lists(name)),
    "bibtex_tooltips_style": ("style of a bibliography", lambda _app, name: is_style_of_lists(name)),
    "bibtex_reference_style": ("style of citations", _is_style_of_citations),
    "language": ("language", _is_language),
    "default_role": ("role", _is_role),
    "primary_domain": ("domain", lambda app, name: name in app.registry.domains),
}
