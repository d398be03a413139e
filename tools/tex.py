"""Print what Sphinx has written for TeX, where TeX is installed. Standard library only."""

import os
import re
import shutil
import subprocess

MISSING = (
    "error: make latexpdf needs XeLaTeX and latexmk. Install them: "
    "Debian: apt install texlive-xetex latexmk texlive-fonts-recommended fonts-texgyre fonts-freefont-otf; "
    "Fedora: dnf install texlive-scheme-medium texlive-collection-latexextra latexmk; "
    "macOS: brew install --cask mactex"
)
# What TeX keeps for itself.
SCRATCH = tuple(f"*.{end}" for end in ("aux", "fdb_latexmk", "fls", "idx", "ilg", "ind", "log", "out", "toc", "xdv"))


def missing():
    """Return one line that names what has to be installed, or nothing when all is there."""
    return "" if shutil.which("xelatex") and shutil.which("latexmk") else MISSING


def info_missing():
    """Return one line that names what makes a book for Info, or nothing when it is there."""
    return (
        ""
        if shutil.which("makeinfo")
        else "error: make info needs makeinfo. Install it: Debian: apt install texinfo; Fedora: dnf install texinfo; "
        "macOS: brew install texinfo"
    )


def write_info(folder):
    """Make the book for Info of the .texi file in `folder`; return the exit status."""
    return subprocess.run(["makeinfo", "--no-split", *sorted(folder.glob("*.texi"))], cwd=folder).returncode


def errors(log):
    """Return the errors of TeX's `log`, each with the lines that say where."""
    found = re.findall(r"^(?:!.*\n(?:.*\n){0,8}?l\.\d+ .*|!.*)$", log, re.MULTILINE)
    return found[:5] or log.splitlines()[-15:]


def print_book(folder, environment):
    """Make the PDF of the .tex file in `folder`; return the exit status, after showing what TeX did not like."""
    # Nothing is typed at a prompt, and a file of TeX's may not start a program.
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-quiet"]
    environment = {**os.environ, **environment, "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        logs = sorted(folder.glob("*.log"))
        text = logs[0].read_text(encoding="utf-8", errors="replace") if logs else done.stdout
        print("\n".join(errors(text)), flush=True)
    return done.returncode
