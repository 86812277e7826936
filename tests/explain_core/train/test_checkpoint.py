from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from explain_core.errors import ModelError, ModelMismatch, ModelNotFound
from explain_core.train import checkpoint
from explain_core.train.rows import Rows

ROWS = Rows(("x", "y"), np.eye(2, dtype=np.float32), ("s", "s"), ("a", "b"), False)


@pytest.fixture
def damaged(tiny_base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_base, tmp_path / "damaged"))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b"no weights"),
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b'{"model_type": "unheard-of"}'),
        ("tokenizer.json", b"{}"),
    ],
)
def test_load_base_says_in_one_line_what_is_damaged(
    damaged: Path, file: str, content: bytes
) -> None:
    (damaged / file).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        checkpoint.load_base(str(damaged), ROWS)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (OSError(), ModelNotFound, "OSError"),
        (KeyError(), ModelMismatch, "KeyError"),
        (RuntimeError("\nfirst\nsecond"), ModelMismatch, "first"),
    ],
)
def test_load_base_translates_any_exception(
    tiny_base: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    kind: type[ModelError],
    said: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(checkpoint.AutoTokenizer, "from_pretrained", broken)
    with pytest.raises(kind, match=f": {said}$"):
        checkpoint.load_base(str(tiny_base), ROWS)


def test_load_base_never_runs_code_of_the_model(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    (damaged / "theirs.py").write_text("raise SystemExit('ran')")
    (damaged / "config.json").write_text(
        '{"model_type": "theirs", "auto_map": {"AutoConfig": "theirs.Config"}}'
    )
    with pytest.raises(ModelMismatch, match="custom code"):
        checkpoint.load_base(str(damaged), ROWS)
