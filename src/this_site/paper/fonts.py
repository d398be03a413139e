"""The letters of all that is printed. Without files of their own every machine would print in its own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import fontpkg

#: The families, which come as packages; the last one has what Latin fonts lack.
FAMILIES = ("Source Serif 4", "Source Sans 3", "Noto Sans Thai")


def rules() -> str:
    """Return the CSS that names the fonts' files."""
    # One file has all weights; WeasyPrint knows no range of them, and takes the file for any when none is named.
    made = [
        f'@font-face {{ font-family: "{family}"; font-style: {font.style}; src: url("{font.path.as_uri()}"); }}'
        for family in FAMILIES
        for font in fontpkg.family(family).files
    ]
    # Matplotlib brings the font of its figures, which also has all the signs of the verdicts, and one for code.
    matplotlib = importlib.util.find_spec("matplotlib")
    # It stands in requirements.in.
    assert matplotlib is not None and matplotlib.origin is not None
    folder = Path(matplotlib.origin).parent / "mpl-data/fonts/ttf"
    for family in ("DejaVu Sans", "DejaVu Sans Mono"):
        file = folder / f"{family.replace(' ', '')}.ttf"
        made.append(f'@font-face {{ font-family: "{family}"; src: url("{file.as_uri()}"); }}')
    return "\n".join(made)
