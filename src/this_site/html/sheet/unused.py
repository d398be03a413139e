"""What Furo styles and this site has not: a fifth of its sheet. A page that uses one of them is named by the build."""

CLASSES = """
announcement announcement-content copybutton guilabel line-block math math-wrapper sidebar-logo
sidebar-logo-container sidebar-title sig sig-inline sig-name sig-paren sig-param sig-prename viewcode-link
viewcode-back versionadded versionchanged versionremoved versionmodified deprecated property eqno toc-backref
code-block-caption highlighttable linenos linenodiv hll gp literal-block-wrapper domainindex-jumpbox
domainindex-section option-list field-list attribution epigraph pull-quote highlights attention hint tip seealso
caution danger topic topic-title abstract align-left align-right loweralpha upperalpha lowerroman upperroman todo
admonition-todo edit-this-page view-this-page back-to-top show-back-to-top right-details icons muted-link sidebar
important highlight-link contents this-will-duplicate-information-and-it-is-still-useful-here
footnote footnote-reference fn-backref brackets
""".split()  # noqa: SIM905

#: Of these, what reads well without: notes have their brackets and links in the text.
PLAIN = frozenset(["footnote", "footnote-reference", "fn-backref", "brackets"])
