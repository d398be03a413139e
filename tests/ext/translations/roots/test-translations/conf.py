project = html_title = "Oranges"
author = "Ana Alvarez"
extensions = ["myst_parser", "sphinx_evidence.pages", "sphinx_evidence.translations"]
html_theme = "basic"
exclude_patterns = ["_build"]
templates_path = ["_templates"]
translations = {"es": ["index"]}
gettext_compact = False
