extensions = ["myst_parser", "sphinx_evidence.books.leaflet"]
project = "Tea"
root_doc = "parts"
myst_enable_extensions = ["colon_fence"]
leaflet_parts = ["Front", "Back"]
