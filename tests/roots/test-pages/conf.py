extensions = ["myst_parser", "sphinx_evidence.pages"]
project = "Test"
html_theme = "basic"
exclude_patterns = ["_build"]
