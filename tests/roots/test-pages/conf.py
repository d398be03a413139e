extensions = ["myst_parser", "pages"]
project = "Test"
html_theme = "basic"
exclude_patterns = ["_build"]
