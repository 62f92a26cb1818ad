"""The page on writing adapters, and the table of backends, say what is so."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "corkboard"


def test_the_code_on_the_page_is_that_of_the_example() -> None:
    page = (ROOT / "docs" / "writing-an-adapter.md").read_text(encoding="utf-8")
    files = [*EXAMPLE.rglob("*.py"), EXAMPLE / "pyproject.toml"]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    blocks = re.findall(r"^```(?:python|toml)\n(.*?)^```", page, re.S | re.M)
    assert len(blocks) >= 7
    assert [block for block in blocks if block not in code] == []


def test_the_page_names_every_method() -> None:
    from modtui.adapters import METHODS
    from modtui.adapters.base import Adapter, Claims, Responds, Watches

    page = (ROOT / "docs" / "writing-an-adapter.md").read_text(encoding="utf-8")
    named = {name for part in (Adapter, Claims, Watches, Responds) for name in vars(part)}
    methods = {name for name in named if not name.startswith("_")}
    assert [name for name in methods if f"`{name}(" not in page] == []
    assert set(METHODS) == {name for name in vars(Adapter) if not name.startswith("_")}


def test_the_table_of_backends_is_what_the_adapters_declare() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".make" / "backends.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
