"""A plug-in for pytest that loads our extensions into each application of Sphinx, as if they were Sphinx's own."""

import os

import sphinx.application

sphinx.application.builtin_extensions += tuple(filter(None, os.environ["CONFORMANCE_EXTENSIONS"].split(",")))
