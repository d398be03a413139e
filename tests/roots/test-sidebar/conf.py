project = "Sidebar"
extensions = ["myst_parser", "this_site.speed.sidebar"]
html_theme = "furo"
