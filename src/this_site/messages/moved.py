"""Redirects that write over a page, go in a circle or lead nowhere: the extension that makes them asks nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .settings import BadSettings, line_of

#: What no redirect needs in its old or new address; the template writes it into a page as it stands.
_ADDRESS = re.compile(r"[\w./#%*?+~\[\]-]+", re.ASCII)


def check(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Raise `BadSettings` with one line for each redirect that cannot be."""
    redirects = getattr(app.config, "redirects", {})
    made = {"genindex", "search", "404", *(f"{language}/" for language in _languages(app))}
    faults = list(_faults(redirects, env.found_docs, made))
    if faults:
        path = Path(app.confdir, "conf.py")
        raise BadSettings("\n".join(f"{path}:{line_of(path, 'redirects', old)}: {fault}" for old, fault in faults))


def _languages(app: Sphinx) -> Mapping[str, object]:
    found = getattr(app.config, "translations", {})
    return found if isinstance(found, dict) else {}


def _faults(redirects: Mapping[str, object], pages: set[str], made: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the old name and what is wrong with it."""
    circles: set[str] = set()
    folded = {page.casefold(): page for page in pages}
    for old, new in redirects.items():
        called = f"the redirect from {str(old)[:60]!r}"
        if not isinstance(old, str) or not isinstance(new, str):
            yield str(old), f"{called} is no text; write it as {{'guide/old': 'new.html'}}"
        elif not _ADDRESS.fullmatch(old) or old.startswith("/") or ".." in old.split("/"):
            yield old, f"{called} does not name a page that was; write its name as seen from the folder of the pages"
        elif (bare := re.sub(r"\.(?:html|md|rst)$|/$", "", old)) != old:
            yield old, f"{called} names an address, not a page; write {bare!r}"
        elif not _ADDRESS.fullmatch(new) or new.startswith("/"):
            yield old, f"{called} leads to {new[:60]!r}, which is no page of this site; write a way to one from there"
        elif page := folded.get(old.casefold()) or next((one for one in sorted(pages) if fnmatch(one, old)), ""):
            yield old, f"{called} would write over the page {page!r}; take it out, or rename the page"
        elif (where := _goes(redirects, old)) is None:
            if old not in circles:
                yield old, f"{called} leads back to itself; lead it to a page"
            circles |= _round(redirects, old)
        elif where in pages and not re.search(r"(?:\.html|/|^\.\.?)(?:[?#]|$)", new):
            yield old, f"{called} leads to {new!r}, which not every host takes for a page; write its .html too"
        elif where not in pages | made and not where.startswith(tuple(name for name in made if name.endswith("/"))):
            yield old, f"{called} leads to {where!r}, and there is no such page; correct it"


def _next(redirects: Mapping[str, object], old: str) -> str:
    """Return the page that the redirect of ``old`` names."""
    target = str(redirects[old]).partition("#")[0].partition("?")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(old), target)).removesuffix(".html")


def _round(redirects: Mapping[str, object], old: str) -> set[str]:
    """Return the names on the way from ``old`` back to itself."""
    seen: set[str] = set()
    while old not in seen:
        seen.add(old)
        old = _next(redirects, old)
    return seen


def _goes(redirects: Mapping[str, object], old: str) -> str | None:
    """Return the page that the redirect of ``old`` leads to, at last; None where it goes round in a circle."""
    seen = {old}
    while True:
        name = _next(redirects, old)
        if name in seen:
            return None
        if name not in redirects:
            return name
        seen.add(name)
        old = name
