"""Compiled templates are kept between builds, and made anew when a template has changed."""

import jinja2

EXTENSIONS = ["myst_parser", "this_site.speed.compiled_templates"]


def test_a_second_build_compiles_nothing_until_a_template_changes(project, monkeypatch):
    compiled = []
    original = jinja2.Environment.compile

    def counting(self, source, name=None, *arguments, **options):
        if name and name.endswith(".html"):
            compiled.append(name)
        return original(self, source, name, *arguments, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", counting)
    made = project("sidebar")
    settings = {"extensions": EXTENSIONS, "templates_path": ["templates"]}
    made.write("templates/page.html", '{% extends "!page.html" %}{% block footer %}First.{% endblock %}')
    made.build(fresh=True, **settings)
    assert "page.html" in compiled
    first = {path: path.read_bytes() for path in made.output.rglob("*.html")}

    compiled.clear()
    made.build(fresh=True, **settings)
    assert compiled == []
    assert {path: path.read_bytes() for path in made.output.rglob("*.html")} == first

    made.write("templates/page.html", '{% extends "!page.html" %}{% block footer %}Second.{% endblock %}')
    made.build(fresh=True, **settings)
    assert compiled == ["page.html"]
    assert "Second." in made.page("single").text
