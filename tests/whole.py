"""A small site with one of everything (tests/roots/test-whole) under the project's real conf.py and extensions."""

import contextlib
import io
import shutil
from pathlib import Path

from sphinx.cmd.build import build_main

HERE = Path(__file__).parent
ROOT = HERE.parent
LEFT = shutil.ignore_patterns("__pycache__")


class Whole:
    """The small site in the folder ``path``, to be changed and built as ``make html`` builds it."""

    def __init__(self, path: Path):
        self.path = path
        shutil.copytree(HERE / "roots" / "test-whole", path)
        for name in ("conf.py", "Makefile"):
            shutil.copy(ROOT / name, path)
        for name in ("tools", "docs/_ext", "docs/_static", "docs/_extra"):
            shutil.copytree(ROOT / name, path / name, ignore=LEFT)

    def write(self, name: str, content: str | bytes) -> None:
        """Write the file ``name``, make the folders that it needs."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        """Return the text of the file ``name``."""
        return (self.path / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace ``old``, which must stand once in the file ``name``, by ``new``."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def append(self, name: str, more: str) -> None:
        """Write ``more`` at the end of the file ``name``."""
        self.write(name, self.read(name) + more)

    def sphinx(self, builder: str = "html", output: str = "_build/site", doctrees: str = "_build/doctrees", jobs=1):
        """Build in this process as ``python -m sphinx`` does; return exit status and all that is said."""
        place = ["-c", self.path, "-d", self.path / doctrees, self.path / "docs", self.path / output]
        how = ["-q", "-n", "-W", "--keep-going", "-j", jobs, "-b", builder]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = build_main([str(word) for word in (*how, *place)])
        return status, said.getvalue()

    def tree(self, name: str = "_build/site") -> dict[str, bytes]:
        """Return every file of the folder ``name`` with its bytes, without what Sphinx keeps for itself."""
        top = self.path / name
        files = (file for file in sorted(top.rglob("*")) if file.is_file() and ".buildinfo" not in file.name)
        return {str(file.relative_to(top)): file.read_bytes() for file in files}
