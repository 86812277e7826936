from __future__ import annotations

import json
from importlib.resources import files

import pytest

from bot.messages.labels import LABEL_LIMIT, LANGUAGES, NAMELESS, TRANSLATED, name_of


@pytest.mark.parametrize(
    ("label", "language", "name"),
    [
        ("negative", "en", "Negative"),
        ("NEGATIVE", "en", "Negative"),
        ("negative", "de", "Negativ"),
        ("severe_toxic", "en", "Severely toxic"),
        ("severe_toxic", "ja", "非常に有害"),
        ("positive", "pt-BR", "Positivo"),
        ("positive", "PT", "Positivo"),
        ("positive", "xx", "Positive"),
        ("positive", "", "Positive"),
    ],
)
def test_name_of_translates_known_labels(label: str, language: str, name: str) -> None:
    assert name_of(label, language) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("very_happy", "Very happy"),
        ("LABEL_0", "LABEL 0"),
        ("iPhone", "iPhone"),
        ("é", "É"),
        ("中文", "中文"),
        ("a\nb\x00", "a b[U+0000]"),
        ("", NAMELESS),
        (" _ ", NAMELESS),
    ],
)
def test_name_of_keeps_other_labels(label: str, name: str) -> None:
    assert name_of(label, "de") == name


def test_name_of_shortens_endless_labels() -> None:
    name = name_of("word " * 100)

    assert len(name) <= LABEL_LIMIT
    assert name.endswith("…")


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_of_tells_all_labels_of_a_language_apart(language: str) -> None:
    assert len({name_of(label, language) for label in TRANSLATED}) == len(TRANSLATED)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_has_names_of_its_own(language: str) -> None:
    own = [label for label in TRANSLATED if name_of(label, language) != name_of(label, "en")]

    # "Neutral" is the same in German, say.
    assert len(own) >= len(TRANSLATED) - 2


def test_labels_of_the_default_model_have_names() -> None:
    config = files("explain_core") / "models" / "sentiment" / "config.json"
    labels = json.loads(config.read_text(encoding="utf-8"))["id2label"].values()

    assert set(labels) <= set(TRANSLATED)
