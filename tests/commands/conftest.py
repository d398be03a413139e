"""A copy of the project's front door with a tiny site behind it, to be broken and tried again."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from patience import PATIENCE
from whole import OURS

ROOT = Path(__file__).parents[2]


class House:
    """A folder with the Makefile, tools/ and a site of two pages."""

    def __init__(self, path: Path):
        self.path = path
        shutil.copytree(ROOT / "tools", path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "Makefile", path)
        self.write("conf.py", 'project = "Tiny"\nhtml_theme = "basic"\n')
        self.write("docs/index.rst", "Tiny\n====\n\n.. toctree::\n\n   other\n")
        self.write("docs/other.rst", "Other\n=====\n\nText.\n")

    def write(self, name: str, text: str) -> None:
        """Write the file ``name``; make the folders that it needs."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """Return the text of the file ``name``."""
        return (self.path / name).read_text(encoding="utf-8")

    def start(self, *command: str, **environment: str) -> subprocess.Popen:
        """Start ``command`` in a session of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.Popen(
            command,
            cwd=self.path,
            env={**kept, "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        """Run ``command`` to its end."""
        process = self.start(*command, **environment)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def make(self, target: str, *options: str, **environment: str) -> subprocess.CompletedProcess:
        """Run make with this run's interpreter in the place of .venv."""
        return self.run("make", target, f"SITE_PYTHON={sys.executable}", *options, **environment)

    def tool(self, name: str):
        """Return the program ``name`` of tools/ as a module that works in this house."""
        folder = self.path / "tools"
        spec = importlib.util.spec_from_file_location(f"tools_{name}", folder / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.path.insert(0, str(folder))
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(folder))
            # The next house has programs of its own.
            for file in folder.glob("*.py"):
                sys.modules.pop(file.stem, None)
        return module

    def tree(self, name: str) -> dict[str, bytes]:
        """Return every file of the folder ``name`` with its bytes."""
        top = self.path / name
        return {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file()}


@pytest.fixture
def house(tmp_path):
    """A house of the test's own."""
    return House(tmp_path / "house")
