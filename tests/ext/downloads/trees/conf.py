extensions = ["myst_parser", "sphinx_evidence.downloads"]
project = "Tea"
root_doc = "downloads"
myst_enable_extensions = ["colon_fence"]
downloads_folder = "files"
suppress_warnings = ["toc.not_included"]
