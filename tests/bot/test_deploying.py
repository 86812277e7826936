"""docs/deploying.md, Dockerfile and deploy/, which name what the code calls by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import metrics
from bot.serving.health import HEALTH_PATH, METRICS_PATH, READY_PATH

ROOT = Path(__file__).resolve().parents[2]

# Platforms set these; and one that only tests need.
NOT_FOR_PEOPLE = {"DYNO", "HOSTNAME", "KUBERNETES_SERVICE_HOST", "SLACK_API_URL"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settings() -> set[str]:
    named = set(
        re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', read("bot/settings.py") + read("bot/environment.py"))
    )
    return named - {"DEBUG", "INFO"} - NOT_FOR_PEOPLE


def table_of(section: str) -> str:
    text = read("docs/deploying.md")
    return text[text.index(f"## {section}\n") :].partition("\n## ")[0]


def test_deploying_has_every_setting(settings: set[str]) -> None:
    named = re.findall(r"^\| (`.*?) \|", table_of("Settings"), re.MULTILINE)

    assert set(re.findall(r"`([A-Z_]+)`", " ".join(named))) == settings


@pytest.mark.parametrize("path", [HEALTH_PATH, READY_PATH, METRICS_PATH])
def test_deploying_has_every_page(path: str) -> None:
    assert f"`{path}`" in table_of("Watching it")


def test_deploying_names_metrics_that_there_are() -> None:
    named = set(re.findall(r"`(explain_\w+)", table_of("Watching it")))
    types = re.findall(r"^# TYPE (explain_\w+)", metrics.exposition(0).decode(), re.MULTILINE)

    assert named == {name for name in types if not name.endswith("_created")}


@pytest.mark.parametrize("name", ["Dockerfile", "deploy/explain-bot.service"])
def test_deploying_sets_what_is_a_setting(settings: set[str], name: str) -> None:
    given = set(re.findall(r"\b([A-Z][A-Z_]+)=", read(name)))
    other = {"PATH", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}

    assert given - other - {"PIP_EXTRA_INDEX_URL", "PYTHON", "PYTHONDONTWRITEBYTECODE"} <= settings
    assert given & settings


def test_image_is_made_of_nothing_that_is_not_named() -> None:
    lines = [line for line in read(".dockerignore").splitlines() if not line.startswith("#")]

    assert lines[0] == "*"
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", read("Dockerfile"), re.MULTILINE)
    assert {line[1:] for line in lines if line[0] == "!"} == set(" ".join(copied).split())
