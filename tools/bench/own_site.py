"""This site's own pages, as this project builds them and as Sphinx without our extensions does."""

import shutil
from pathlib import Path

from projects import ROOT, STOCK, house

STUBS = Path(__file__).parent / "stubs.py"


def ours(folder: Path) -> None:
    """Copy the project with its pages into ``folder``."""
    house(folder)
    _pages(folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests/article-claims.yaml", folder / "tests")


def stock(folder: Path) -> None:
    """Copy the pages into ``folder``, with Sphinx, Furo, MyST and bibtex alone, and stubs for what is ours in them."""
    _pages(folder)
    shutil.copy(STUBS, folder)
    more = 'extensions.append("stubs")\nexclude_patterns = ["_includes"]\nsys.path.insert(0, ".")\n'
    (folder / "conf.py").write_text(f"import sys\n{STOCK}{more}", encoding="utf-8")


def _pages(folder: Path) -> None:
    for source in sorted((ROOT / "docs").rglob("*")):
        name = source.relative_to(ROOT / "docs")
        # What is in these comes with the house, or is not of the pages.
        if source.is_file() and name.parts[0] not in ("_extra", "_static"):
            target = folder / "docs" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
