"""Check what no test reads: lint, layout and types of Python files, spelling, house style, configuration files.

Runs every check, also after one has failed, and needs no network. Exit status 0, or 1 after naming what failed.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
CHECKS = {
    "lint": [*PYTHON, "ruff", "check", "--quiet"],
    "layout (mend it with `.venv/bin/ruff format`)": [*PYTHON, "ruff", "format", "--check", "--quiet"],
    "spelling": [*PYTHON, "codespell_lib", ".", ".ci"],
}
HOUSE_STYLE = ROOT / "editorial" / "house-style.toml"
# Where translations are kept; a copy of the project may have none.
TRANSLATIONS = [name for name in ("locale", "src/sphinx_evidence/locale") if (ROOT / name).is_dir()]
# What is checked of the pages alone, by tools/content.py.
CONTENT = {
    "house style": [sys.executable, "tools/house_style.py"],
    "spelling": [*PYTHON, "codespell_lib", "docs", "editorial", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
}
if TRANSLATIONS:
    command = [*PYTHON, "sphinx_evidence.translations", *TRANSLATIONS]
    if (ROOT / "editorial" / "translation.toml").is_file():
        command += ["--words", "editorial/translation.toml"]
    CONTENT["translations"] = command
# Files by the schema that check-jsonschema carries for them. Those that are not there are not checked.
SCHEMAS = {
    "vendor.citation-file-format": ["CITATION.cff"],
    "vendor.readthedocs": [".readthedocs.yaml"],
    "vendor.github-workflows": [".github/workflows/*.yml", ".github/workflows/*.yaml"],
    "custom.github-workflows-require-timeout": [".github/workflows/*.yml", ".github/workflows/*.yaml"],
    "vendor.dependabot": [".github/dependabot.yml"],
    "vendor.github-issue-forms": [".github/ISSUE_TEMPLATE/correction.yml", ".github/ISSUE_TEMPLATE/new-study.yml"],
    "vendor.github-issue-config": [".github/ISSUE_TEMPLATE/config.yml"],
}


def schema_checks():
    """Return a check for every configuration file that is there, by its name."""
    checks = {}
    for schema, patterns in SCHEMAS.items():
        for file in sorted(file for pattern in patterns for file in ROOT.glob(pattern)):
            name = str(file.relative_to(ROOT))
            command = [*PYTHON, "check_jsonschema", "--builtin-schema", schema, name]
            checks[f"{name} ({schema.partition('.')[2]})"] = command
    return checks


def style_checks():
    """Return a check of the words that the site does not use."""
    return {"house style": CONTENT["house style"]} if HOUSE_STYLE.exists() else {}


def translation_checks():
    """Return a check of the translations against their originals."""
    return {name: command for name, command in CONTENT.items() if name == "translations"}


def source_checks():
    """Return checks of src/ by what pyproject.toml says: who may import whom, and strict types."""
    if not (ROOT / "src" / "sphinx_evidence").is_dir():
        return {}
    return {
        "who may import whom": [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        "types": [*PYTHON, "mypy", "--no-error-summary"],
    }


def workflow_checks():
    """Return a check of what a schema cannot see: unpinned actions, too many rights, text of strangers in a shell."""
    if not (ROOT / ".github" / "workflows").is_dir():
        return {}
    # Beside this interpreter: it is a program, not a module.
    zizmor = Path(sys.executable).with_name("zizmor")
    return {"rights in workflows": [zizmor, "--offline", "--persona=pedantic", "--quiet", "--no-progress", ".github"]}


def main():
    """Run all checks; return the exit status."""
    checks = CHECKS | style_checks() | translation_checks() | source_checks() | schema_checks() | workflow_checks()
    # lint-imports has to find the packages.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    failed = []
    for name, command in checks.items():
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, end="")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    if not failed:
        print("Checked: " + ", ".join(dict.fromkeys(name.partition(" (")[0] for name in checks)) + ".")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
