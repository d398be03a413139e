extensions = ["myst_parser", "sphinx_evidence.safety"]
project = "Tea"
root_doc = "dropped"
html_copy_source = False
myst_enable_extensions = ["colon_fence", "dollarmath"]
