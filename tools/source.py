"""Add the source of a DOI to docs/references.bib, as the registers have it.

    source.py DOI [--retracted]

More options are those of `python -m sphinx_evidence.citecheck.source`. Exit status 0, 1 when nothing was written, or 3
when no register could be reached.
"""

import os
import runpy
import sys

from publish import ROOT

sys.path.insert(0, str(ROOT / "src"))

from sphinx_evidence import data_file  # noqa: E402
from sphinx_evidence.citecheck.source import main  # noqa: E402

if __name__ == "__main__":
    kinds = data_file.read(ROOT / runpy.run_path(str(ROOT / "conf.py"))["citations_kinds"])
    # `make source DOI=…` names it in the environment.
    words = [word for word in (os.environ.get("DOI", ""), *sys.argv[1:]) if word]
    if not words:
        sys.exit("usage: make source DOI=10.1000/xyz")
    sys.exit(main([*words, "--bib", "docs/references.bib", "--kinds", ", ".join(kinds)]))
