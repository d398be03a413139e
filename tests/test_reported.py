"""What others have reported of tools of this kind, and that is right: it builds in every format."""

from pathlib import Path

import yaml

REPORTED = yaml.safe_load((Path(__file__).parent / "data" / "reported.yaml").read_text(encoding="utf-8"))
HEAD = "---\ndescription: New.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n# {name}\n\nWords.\n\n{text}\n"


def test_reported_inputs_build_in_every_format_without_a_word(whole):
    assert len(REPORTED) >= 30
    names = [f"reported-{number}" for number in range(len(REPORTED))]
    for name, text in zip(names, REPORTED.values(), strict=True):
        whole.write(f"docs/guide/{name}.md", HEAD.format(name=name, text=text))
    whole.replace("docs/guide/index.md", "sleep\n", "\n".join(["sleep", *names]) + "\n")
    for builder in ("html", "epub", "text", "man", "texinfo", "latex", "xml"):
        assert whole.sphinx(builder, f"_build/{builder}") == (0, ""), builder
