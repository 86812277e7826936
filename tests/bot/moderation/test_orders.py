from __future__ import annotations

from datetime import date

import pytest

from bot.moderation.orders import EXAMPLES, Order, WrongOrder, parse_order

LABELS = ("toxic", "severe_toxic", "insult")


def order(typed: str, *, channel: str = "C0HERE") -> Order:
    return parse_order(typed, channel=channel, labels=LABELS)


def refused(typed: str) -> str:
    with pytest.raises(WrongOrder) as caught:
        order(typed)
    return str(caught.value)


@pytest.mark.parametrize("verb", [verb for verb in EXAMPLES if verb not in ("test", "watch")])
def test_parse_order_knows_a_verb_however_it_is_typed(verb: str) -> None:
    for typed in (verb, verb.upper(), f"  {verb} ", f"--{verb}", f"\u2014{verb}", f"/{verb}"):
        assert order(typed).verb == verb


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("", "help"),
        ("?", "help"),
        ("config", "settings"),
        ("set_up", "settings"),
        ("monitor", "watch"),
        ("learn", "train"),
        ("queue please", "queue"),
        ("status: now", "status"),
    ],
)
def test_parse_order_understands_other_words(typed: str, verb: str) -> None:
    assert order(typed).verb == verb


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("tset you are late", "`/moderate test you are an idiot`"),
        ("treshold", "`/moderate thresholds toxic 0.7`"),
        ("you are an idiot", "`/moderate test your text`"),
        ("🦄", "`/moderate help`"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*stars*", "\N{ASTERISK OPERATOR}stars\N{ASTERISK OPERATOR}"),
        ("x" * 5000, "`/moderate help`"),
    ],
)
def test_parse_order_says_what_may_be_meant(typed: str, part: str) -> None:
    sentence = refused(typed)

    assert part in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("test you are late", "you are late"),
        ("test: you are late", "you are late"),
        ("TEST \u201cyou are late\u201d", "you are late"),
        ("test 你好 🦄", "你好 🦄"),
        ("test هذا رائع", "هذا رائع"),
        ("test test", "test"),
        ("test -- two\nlines", "-- two\nlines"),
        ("check 'so'", "so"),
    ],
)
def test_parse_order_takes_the_text_to_test(typed: str, text: str) -> None:
    assert order(typed).text == text


@pytest.mark.parametrize("typed", ["test", "test  ", "test:"])
def test_parse_order_asks_for_the_text_to_test(typed: str) -> None:
    assert "`/moderate test you are an idiot`" in refused(typed)


@pytest.mark.parametrize(
    ("typed", "channels"),
    [
        ("watch <#C1ABC|general>", ("C1ABC",)),
        ("watch <#C1ABC>", ("C1ABC",)),
        ("watch C012AB3CD", ("C012AB3CD",)),
        ("watch <#C1|a>, <#C2|b> <#C1|a>", ("C1", "C2")),
        ("watch", ("C0HERE",)),
        ("unwatch here", ("C0HERE",)),
        ("monitor this channel", ("C0HERE",)),
    ],
)
def test_parse_order_takes_channels(typed: str, channels: tuple[str, ...]) -> None:
    assert order(typed).channels == channels


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("watch #general", "Choose it from the list"),
        ("watch #*x*", "Choose it from the list"),
        ("watch general", "I do not know the channel `general`"),
        ("export #general", "Choose it from the list"),
    ],
)
def test_parse_order_refuses_a_name_that_may_be_any_channel(typed: str, part: str) -> None:
    assert part in refused(typed)


@pytest.mark.parametrize(
    ("typed", "thresholds"),
    [
        ("thresholds", {}),
        ("thresholds toxic 0.7", {"toxic": 0.7}),
        ("threshold toxic 0,7", {"toxic": 0.7}),
        ("thresholds toxic=.7", {"toxic": 0.7}),
        ("thresholds Toxic: 70%", {"toxic": 0.7}),
        ("thresholds severe toxic 70 %", {"severe_toxic": 0.7}),
        ("thresholds severe-toxic 1", {"severe_toxic": 1.0}),
        ("thresholds toxic 0.7, insult 0.8", {"toxic": 0.7, "insult": 0.8}),
        ("thresholds toxic 0.7 insult=80%", {"toxic": 0.7, "insult": 0.8}),
    ],
)
def test_parse_order_takes_thresholds(typed: str, thresholds: dict[str, float]) -> None:
    assert order(typed).thresholds == pytest.approx(thresholds)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("thresholds toxic", "`/moderate thresholds toxic 0.7`"),
        ("thresholds 0.7", "`/moderate thresholds toxic 0.7`"),
        ("thresholds toxic 70", "`70%`"),
        ("thresholds toxic 0", "more than 0"),
        ("thresholds toxic 700%", "at most 1"),
        ("thresholds toxick 0.7", "Did you mean `toxic`?"),
        ("thresholds friendly 0.7", "`toxic`, `severe_toxic`, `insult`"),
    ],
)
def test_parse_order_says_what_a_threshold_looks_like(typed: str, part: str) -> None:
    assert part in refused(typed)


def test_parse_order_takes_any_label_where_none_is_known() -> None:
    assert parse_order("thresholds rude 0.7").thresholds == {"rude": 0.7}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("export", Order(verb="export")),
        ("export json", Order(verb="export", format="json")),
        ("export since 2026-01-31", Order(verb="export", since=date(2026, 1, 31))),
        ("export to 2026-01-31", Order(verb="export", until=date(2026, 1, 31))),
        (
            "export 2026-01-01, 2026-01-31 JSON <#C1|a>",
            Order(
                verb="export",
                since=date(2026, 1, 1),
                until=date(2026, 1, 31),
                format="json",
                channels=("C1",),
            ),
        ),
    ],
)
def test_parse_order_takes_what_to_export(typed: str, expected: Order) -> None:
    assert order(typed) == expected


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("export yesterday", "A day looks like 2026-01-31"),
        ("export 2026-02-31", "A day looks like 2026-01-31"),
        ("export 2026-02-01 2026-01-01", "The first day is after the last one"),
    ],
)
def test_parse_order_says_what_an_export_looks_like(typed: str, part: str) -> None:
    assert part in refused(typed)


def test_order_does_not_show_the_text() -> None:
    assert "late" not in repr(order("test you are late"))
