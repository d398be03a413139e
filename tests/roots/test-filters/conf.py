extensions = ["myst_parser", "sphinx_evidence.tables"]
myst_enable_extensions = ["colon_fence"]
html_theme = "basic"
exclude_patterns = ["_build"]
