from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.durable.careful import Careful
from bot.durable.isolated import Isolated
from bot.models import Explains
from bot.store import Store
from tests.bot.fakes import FakeExplainer, request_for

HANG = """
import re, sys, threading, time
from bot.durable.careful import Careful
from bot.durable.deadline import Deadline
from bot.durable.isolated import Isolated
from bot.store import Store
from tests.bot.fakes import request_for

def hang():
    {hang}

careful = Careful(Store.open(sys.argv[1]), Isolated(print), deadline=Deadline(0.2))
run = lambda text, here: careful.run(request_for(text), (text,), here=here, apart=None)
run("short", lambda: None)
print("done", flush=True)
threading.Thread(target=run, args=("long", hang), daemon=True).start()
threading.Event().wait(60)
print("still there", flush=True)
"""
# The second one lets no other thread of Python's run meanwhile.
HANGS = ["time.sleep(600)", "re.match('(a+)+$', 'a' * 64 + 'b')"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    store = Store.open(url)
    store.migrate()
    store.close()
    return url


def load(name: str) -> Explains:
    return FakeExplainer()


def said(place: str) -> str:
    return place


@pytest.mark.parametrize("hang", HANGS)
def test_text_that_hangs_takes_its_process_down_once(url: str, hang: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANG.format(hang=hang), url],
        stdout=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, b"done\n")

    store = Store.open(url)
    again = Careful(store, Isolated(load)).run(
        request_for("long"), ("long",), here=lambda: said("here"), apart=lambda _: said("apart")
    )
    store.close()
    assert again == "apart"
