"""Compare translations with their originals: ``python -m sphinx_evidence.translations locale --words words.toml``.

Exit status: 0 when all is well, 1 after naming what differs, 2 where a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .check import check_all


def main(arguments: list[str] | None = None) -> int:
    """Compare; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sphinx_evidence.translations", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of catalogues, such as locale")
    parser.add_argument("--words", type=Path, help="TOML file of words that are always translated in the same way")
    options = parser.parse_args(arguments)
    faults = []
    try:
        for folder in options.folders:
            for language in sorted(path.name for path in folder.glob("*") if (path / "LC_MESSAGES").is_dir()):
                faults += check_all(folder, language, options.words)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
