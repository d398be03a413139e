"""What editors, systems and notebooks leave beside the pages, and nobody means to publish: it is not looked at.

An editor's lock is a symbolic link to nowhere, and a copy from before a change is a page twice.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from sphinx.application import Sphinx
from sphinx.config import Config

#: Names of files and folders, as patterns of the shell.
NAMES = (
    # Emacs: locks, saved by itself, copies; Vim: swap files and the rest; Kate, nano, gedit, LibreOffice.
    ".#*",
    "#*#",
    "*~",
    ".*.sw?",
    ".*.un~",
    "*.kate-swp",
    ".~lock.*#",
    ".goutputstream-*",
    # Copies by hand, of patches and of merges.
    "*.bak",
    "*.orig",
    "*.rej",
    "*.tmp",
    # macOS, Windows, shares on a network.
    "._*",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    ".nfs*",
    # Notebooks and Python.
    ".ipynb_checkpoints",
    "__pycache__",
    # The folders in which editors and version control keep what is theirs.
    ".idea",
    ".vscode",
    ".git",
    ".svn",
    ".hg",
)


def left_over(name: str) -> bool:
    """Say whether a file or folder of this ``name`` is no part of the project."""
    return any(fnmatchcase(name, pattern) for pattern in NAMES)


def exclude(app: Sphinx, config: Config) -> None:
    """Let Sphinx look at none of them, at the top or in a folder."""
    config.exclude_patterns = [*(config.exclude_patterns or []), *NAMES, *(f"**/{name}" for name in NAMES)]
