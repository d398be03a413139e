"""Build the package that others install, sphinx-evidence, into _build/dist; no network is needed.

Two builds of the same files give the same bytes: the files in the wheel carry one date.
"""

import os
import sys
from pathlib import Path

from flit_core import buildapi

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "_build" / "dist"
# flit dates what it packs by this; the first moment that a zip file can tell.
EARLIEST = "315532800"


def main():
    """Write the wheel; return the exit status."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", EARLIEST)
    os.chdir(ROOT)
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.whl"):
        old.unlink()
    name = buildapi.build_wheel(str(OUT))
    print(f"The wheel is in {(OUT / name).relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
