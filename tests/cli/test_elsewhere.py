"""Commands on a backend of another package: the notice board of the example."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corkboard_server import Board, filled, serving

from tests.cli.conftest import Modtui


@pytest.fixture
def board(
    configure: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Board]:
    made = filled()
    folder = tmp_path / "site" / "modtui_corkboard-0.1.dist-info"
    folder.mkdir(parents=True)
    points = "[modtui.adapters]\ncorkboard = modtui_corkboard.adapter:Corkboard\n"
    (folder / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(folder.parent))
    with serving(made) as origin:
        configure(
            "communities:\n"
            f"  - {{name: board, adapter: corkboard, server: '{origin}', ruleset: community-en,"
            " token_cmd: echo token-of-marie}\n"
        )
        yield made


def test_what_a_verb_asks_for_is_set_by_its_name(modtui: Modtui, board: Board) -> None:
    move = ("decide", "post/1", "move", "--yes", "--hold", "0")
    ran = modtui(*move)
    assert ran.status == 1
    assert "Choose first: To which board?" in ran.err
    assert "--set board=lost-and-found|attic" in ran.err
    assert modtui(*move, "--set", "bard=attic").status == 2
    assert board.notes[1]["board"] == "main"
    assert modtui(*move, "--set", "board=attic").status == 0
    assert board.notes[1]["board"] == "attic"
