extensions = ["myst_parser", "sphinx_evidence.tables"]
project = "Tea"
root_doc = "filter"
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["toc.not_included"]
