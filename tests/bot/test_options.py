from __future__ import annotations

from typing import Any

import pytest

from bot.options import WrongOption, parse_options, unquoted, without_options

MODELS = ("sentiment", "moderation")
EM, EN = "\u2014", "\u2013"


def parsed(typed: str) -> dict[str, Any]:
    """Return what was said, without what was not."""
    asked = parse_options(typed, models=MODELS)
    found = {name: getattr(asked, name) for name in asked.__slots__}
    return {name: value for name, value in found.items() if value}


def complaint(typed: str) -> str:
    with pytest.raises(WrongOption) as caught:
        parse_options(typed, models=MODELS)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--private so what", {"visibility": "private"}),
        ("--public so what", {"visibility": "channel"}),
        ("-private so what", {"visibility": "private"}),
        ("-Model moderation so what", {"model": "moderation"}),
        ("--private --public so what", {"visibility": "channel"}),
        ("--public --private so what", {"visibility": "private"}),
        ("--model moderation so what", {"model": "moderation"}),
        ("--model=moderation so what", {"model": "moderation"}),
        ("--model sentiment --model moderation so what", {"model": "moderation"}),
        ("--MODEL Moderation so what", {"model": "moderation"}),
        (f"{EM}model moderation so what", {"model": "moderation"}),
        (f"{EM}Model=moderation so what", {"model": "moderation"}),
        (f"{EN}model moderation so what", {"model": "moderation"}),
        ("--model\nmoderation\nso what", {"model": "moderation"}),
        ("--model\u00a0moderation\u00a0so what", {"model": "moderation"}),
        ("\u200e--model moderation so what", {"model": "moderation"}),
        ("--model “moderation” so what", {"model": "moderation"}),
        ("--target negative so what", {"target": "negative"}),
        ('--target "hate speech" so what', {"target": "hate speech"}),
        ("--target=“hate speech” so what", {"target": "hate speech"}),
        ("--target « hate speech » so what", {"target": "hate speech"}),
        ("--target 厌恶 so what", {"target": "厌恶"}),
        ("--baseline MASK so what", {"baseline": "mask"}),
        (
            "--private --target negative --baseline mask so what",
            {"visibility": "private", "target": "negative", "baseline": "mask"},
        ),
    ],
)
def test_parse_options_takes_them_from_the_front(typed: str, said: dict[str, Any]) -> None:
    assert parsed(typed) == said | {"text": "so what"}


@pytest.mark.parametrize(
    "text",
    [
        "bugs are smart",
        "one -- two",
        "-5 degrees",
        "--, she said",
        "--hello, world",
        f"{EM}Hello there",
        f"{EN} a point in a list",
        "----",
        "help me",
        "one\ntwo\n\nthree",
        "I said “no” and left",
        "“a” and “b”",
        '"',
        '""',
        "it's",
        "👩‍👩‍👧 🦄",
        "我喜欢",
        "هذا رائع",
        "<!channel> *stars* `x`",
        "good " * 8000 + "end",
    ],
)
def test_parse_options_leaves_any_other_text_as_it_is(text: str) -> None:
    assert parsed(text) == {"text": text}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ('"so what"', "so what"),
        ("“so what”", "so what"),
        ("„so what“", "so what"),
        ("«so what»", "so what"),
        ("'so what'", "so what"),
        ("\u2018so what\u2019", "so what"),
        ('"--private"', "--private"),
        ('"help"', "help"),
        ('"one\ntwo"', "one\ntwo"),
        ("-- --private", "--private"),
        ("-- help", "help"),
        (f"{EM} --private", "--private"),
        ("--\n--private", "--private"),
    ],
)
def test_parse_options_gives_what_is_quoted_or_after_two_hyphens(typed: str, text: str) -> None:
    assert parsed(typed) == {"text": text}


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        ("--compare A | B", ("A", "B")),
        ("--compare A|B", ("A", "B")),
        ("--compare A \uff5c B", ("A", "B")),
        ("--compare A\n|\nB", ("A", "B")),
        ('--compare "A" | “B”', ("A", "B")),
        ('--compare "a | b" | c', ("a | b", "c")),
        ("--compare A | B | C", ("A", "B | C")),
        ("--compare A || B", ("A", "B")),
        ('--compare "A" ||| "B"', ("A", "B")),
        ("--compare 我 | أنا", ("我", "أنا")),
    ],
)
def test_parse_options_takes_two_texts_apart(typed: str, sides: tuple[str, str]) -> None:
    asked = parse_options(typed, models=MODELS)

    assert (asked.text, asked.compare) == sides


@pytest.mark.parametrize("typed", ["", "  ", "help", " HELP ", "--help", f"{EM}Help", "--help x"])
def test_parse_options_sees_who_asks_for_help(typed: str) -> None:
    assert parsed(typed) == {"wants_help": True}


@pytest.mark.parametrize("typed", ["--private", "--model moderation", "--compare", "--"])
def test_parse_options_without_a_text_is_a_call_for_help(typed: str) -> None:
    assert parsed(typed) == {"wants_help": True}


@pytest.mark.parametrize(
    ("typed", "meant", "example"),
    [
        ("--modle moderation x", "`--model`", "`/explain --model moderation "),
        ("--Privat x", "`--private`", "`/explain --private "),
        ("--base_line mask x", "`--baseline`", "`/explain --baseline mask "),
        (f"{EM}modle moderation x", "`--model`", "`/explain --model moderation "),
        ("--model moderatoin x", "`moderation`", "`/explain --model moderation "),
        ("--model=Sentimnt x", "`sentiment`", "`/explain --model sentiment "),
        ("--baseline masc x", "`mask`", "`/explain --baseline mask "),
    ],
)
def test_parse_options_says_what_was_meant_with_an_example(
    typed: str, meant: str, example: str
) -> None:
    sentence = complaint(typed)

    assert f"Did you mean {meant}?" in sentence
    assert example in sentence


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--xyzzy x", "I know `--private`, `--public`, `--model`"),
        ("--model x y", "Choose one of: `sentiment`, `moderation`."),
        ("--model --private x", "`--model` needs a value after it."),
        ("--model", "`--model` needs a value after it."),
        ("--private=yes x", "`--private` takes no value."),
        ("--compare A", "`--compare` needs two texts with a `|` between them."),
        ("--compare | B", "`--compare` needs two texts with a `|` between them."),
        ("--compare A | ", "`--compare` needs two texts with a `|` between them."),
    ],
)
def test_parse_options_says_what_is_wrong(typed: str, told: str) -> None:
    assert told in complaint(typed)


@pytest.mark.parametrize(
    "option", ["--private", f"{EM}Public", "--target negative", "--model=moderation"]
)
def test_parse_options_does_not_take_an_option_behind_the_text_for_text(option: str) -> None:
    told = complaint(f"I like it {option}")

    assert "stand before the text" in told
    assert "`/explain -- your text`" in told
    assert parsed(f"-- I like it {option}")["text"] == f"I like it {option}"


@pytest.mark.parametrize(
    "text", ["-privately said", "push it -private now", "- private", "run it --help", "-x"]
)
def test_parse_options_takes_no_other_dash_for_an_option(text: str) -> None:
    assert parsed(text) == {"text": text}


@pytest.mark.parametrize("typed", ["--model moderation you", "-private x", f"{EM}compare a | b"])
def test_without_options_refuses_what_only_explain_knows(typed: str) -> None:
    with pytest.raises(WrongOption, match="has no options"):
        without_options(typed, command="/sentiment")
    assert without_options(f"-- {typed}", command="/sentiment") == typed


@pytest.mark.parametrize("text", ["fine", "--nobody knows this", "- fine", "so --private"])
def test_without_options_leaves_any_other_text_as_it_is(text: str) -> None:
    assert without_options(text, command="/sentiment") == text


def test_parse_options_names_the_way_out_for_a_text_that_begins_with_hyphens() -> None:
    assert "`/explain -- your text`" in complaint("--xyzzy x")


@pytest.mark.parametrize("value", ["<!channel>", "*x*", "`x`", "x" * 40_000, "\u202ex"])
def test_parse_options_shows_a_wrong_value_harmlessly(value: str) -> None:
    sentence = complaint(f"--model {value} text")

    assert "<" not in sentence
    assert "*" not in sentence
    assert sentence.count("`") % 2 == 0
    assert len(sentence) < 300


def test_parse_options_uses_the_name_by_which_it_was_asked() -> None:
    with pytest.raises(WrongOption, match="`@explain --model moderation "):
        parse_options("--model x y", models=["moderation"], command="@explain")


def test_asked_does_not_show_texts_when_printed() -> None:
    assert "secret" not in repr(parse_options("--compare secret | secret", models=MODELS))


@pytest.mark.parametrize("text", ["", "x", '"', '"x', "“”", '"  "', "“x” y"])
def test_unquoted_leaves_what_is_not_all_in_quotes(text: str) -> None:
    assert unquoted(text) == text
