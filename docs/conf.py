"""Only for whoever calls sphinx-build without -c: the settings are in the folder above, and name files from there."""

import sys
from pathlib import Path

from sphinx.errors import ConfigError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from this_site.messages import stop  # noqa: E402 -- it lies there

stop.install()
raise ConfigError("conf.py lies above docs; call: sphinx-build -c . docs _build/html (or: make html)")
