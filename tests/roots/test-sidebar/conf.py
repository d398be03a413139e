project = "Sidebar"
extensions = ["myst_parser", "sidebar"]
html_theme = "furo"
