"""A project for each tool that is compared, with pages in its folder docs, and the command that builds it."""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# What of the house is not of its pages, and what the settings say of the pages' words.
OURS = ("_extra", "_includes", "_static")
NOT_OF_THESE_PAGES = "".join(
    f'{name} = ""\n'
    for name in (
        "claims_expected",
        "claims_history",
        "claims_corrections",
        "literature_searches",
        "literature_numbers",
        "literature_exempt",
        "site_search_words",
        "site_search_places",
        "pages_feed",
    )
)
NOT_OF_THESE_PAGES += (
    "claims_link_terms = False\ntranslations = redirects = pages_medical = {}\nchecklist_sheets = []\n"
)
STOCK = """
project = "Generated"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
bibtex_bibfiles = ["docs/references.bib"]
html_theme = "furo"
"""
MKDOCS = """
site_name: Generated
theme:
  name: material
plugins: [search]
markdown_extensions: [attr_list]
"""
ZENSICAL = '[project]\nsite_name = "Generated"\nsite_url = "https://example.org/"\n'


class Tool(NamedTuple):
    """Builds a folder of pages."""

    name: str
    spelling: str  # of the pages: a name in generated.py
    output: str  # where the site is after `command`
    command: tuple[str, ...]  # {python} and {bin} stand for what the tool is installed in


TOOLS = {
    "this project": Tool("this project", "MYST", "_build/html", ("{python}", "tools/build.py", "html")),
    "MkDocs, Material": Tool("MkDocs, Material", "PLAIN", "site", ("{bin}/mkdocs", "build", "--quiet")),
    "Zensical": Tool("Zensical", "PLAIN", "site", ("{bin}/zensical", "build", "--clean")),
    "Sphinx, stock": Tool(
        "Sphinx, stock", "STOCK", "_build", ("{python}", "-m", "sphinx", "-q", "-c", ".", "docs", "_build")
    ),
}


def lay_out(tool: Tool, folder: Path) -> None:
    """Write all that ``tool`` needs beside the pages into ``folder``."""
    folder.mkdir(parents=True)
    if tool.name == "this project":
        house(folder, NOT_OF_THESE_PAGES)
    elif tool.spelling == "STOCK":
        (folder / "conf.py").write_text(STOCK)
    else:
        (folder / "mkdocs.yml").write_text(MKDOCS)
        if tool.name == "Zensical":
            (folder / "mkdocs.yml").unlink()
            (folder / "zensical.toml").write_text(ZENSICAL)


def house(folder: Path, more_settings: str = "") -> None:
    """Copy this project without its pages into ``folder``; ``more_settings`` stand at the end of its conf.py."""
    left = shutil.ignore_patterns("__pycache__")
    for name in OURS:
        if (ROOT / "docs" / name).is_dir():
            shutil.copytree(ROOT / "docs" / name, folder / "docs" / name, ignore=left)
    for name in ("src", "editorial", "locale", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=left)
    settings = (ROOT / "conf.py").read_text(encoding="utf-8")
    (folder / "conf.py").write_text(f"{settings}\n{more_settings}", encoding="utf-8")


def command(tool: Tool, python: Path) -> list[str]:
    """Return the command of ``tool``, which is installed beside the interpreter ``python``."""
    return [word.format(python=python, bin=python.parent) for word in tool.command]


def environment() -> dict[str, str]:
    """Return an environment in which all tools are as they are when nobody has set anything."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795867200", "PYTHONHASHSEED": "0"}


SITE_PYTHON = Path(sys.executable)
