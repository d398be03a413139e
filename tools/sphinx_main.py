"""Sphinx's command, which tells in one line what stops it, also in conf.py; arguments are those of sphinx-build."""

import sys
from pathlib import Path

# A process that draws figures imports this module again, and needs nothing of Sphinx.
if __name__ == "__main__":
    from sphinx.cmd.build import main

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "docs" / "_ext"))
    try:
        from advice import stop
    except ImportError:
        pass  # Sphinx will say what is wrong with the extension
    else:
        stop.install()
    sys.exit(main())
