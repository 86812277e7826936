from __future__ import annotations

import pytest

from bot.checks import model
from bot.checks.model import check_model
from explain_core.errors import ExplainError, ModelNotFound, NotFinite
from tests.bot.checks.test_database import settings_with
from tests.bot.fakes import FakeExplainer

SETTINGS = settings_with("sqlite:///bot.db")


def test_check_model_finds_nothing_wrong() -> None:
    found = list(check_model(SETTINGS, lambda _: FakeExplainer()))

    assert [(f.item, f.verdict) for f in found] == [("model", "ok"), ("fonts", "ok")]
    assert "negative, neutral, positive" in found[0].says


@pytest.mark.parametrize("error", [ModelNotFound("fake", "nowhere."), NotFinite("logits")])
def test_check_model_says_why_it_cannot_be_used(error: ExplainError) -> None:
    def load(name: str) -> FakeExplainer:
        raise error

    (found,) = check_model(SETTINGS, load)

    assert (found.item, found.verdict) == ("model", "wrong")
    assert str(error) in found.says


def test_check_model_names_what_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "SAMPLE", "a\U0010fffd")

    *_, found = check_model(SETTINGS, lambda _: FakeExplainer())

    assert found.verdict == "wrong"
    assert "\U0010fffd" in found.says
