"""Texts, labels and explanations that could break a message."""

from __future__ import annotations

from collections.abc import Iterator

from explain_core.explanation import Explanation, Trust
from tests.bot.fakes import explanation_of

TEXTS = {
    "short": "This movie is horrible",
    "one character": "x",
    "emoji": "😀 👩\u200d👩\u200d👧 :smile: 🏴",
    "chinese": "这部电影太糟糕了 我讨厌它",
    "arabic": "هذا الفيلم فظيع وأنا أكرهه",
    "hebrew": "הסרט הזה נורא",
    "hindi": "यह फिल्म भयानक है",
    "mixed directions": "the word فظيع means horrible \u202egnihton\u202c",
    "markup": "<!channel> <@U1> *bold* _italic_ `code` ~struck~ & <https://example.com|link> @here",
    "lines": "one\ntwo\n> quoted\n• three",
    "entities": "&&&&<<<<>>>> " * 200,
    "control characters": "\x00\x1b\x07 a\x1b[1m \u2028" * 100,
    "long": "long words " * 3600,
    "unbroken": "unbroken" * 5000,
    "zalgo": "e" + "\u0301" * 500 + " ok",
}
WEIGHTS = [1.5, -0.7, 0.4, -0.2, 0.1, -1.2] * 2000
LONGEST_LABEL = "a label_with *all* & <everything> that goes on and on " * 40
DOUBTFUL = Trust(doubts=("The sum is off by 12% <!here>.", "Random words count as much. " * 60))
TOXIC = {"toxic": 0.97, "insult": 0.81, "obscene": 0.6, "threat": 0.1, "severe_toxic": 0.05}


def many(n: int) -> dict[str, float]:
    """Return the probabilities of n labels, the first by far the most probable."""
    return {f"label_{i}": 0.9 if i == 0 else 0.1 / n for i in range(n)}


def explanations() -> Iterator[tuple[str, Explanation]]:
    for name, text in TEXTS.items():
        yield name, explanation_of(text, WEIGHTS)
    yield "doubtful", explanation_of(trust=DOUBTFUL)
    yield "not converged", explanation_of(converged=False, relative_delta=float("inf"))
    yield "no weights", explanation_of("a b", (0.0, 0.0))
    yield "against alone", explanation_of("not good", (-1.0, -2.0))
    yield "another label", explanation_of(target="positive")
    yield "of the weakest", explanation_of(attributions=(1e-9, -1e-9, 0, 3e-9))
    yield "of the strongest", explanation_of(attributions=(1e9, -1e9, 0, 3e9))
    for label in ("", " ", "*b* <!here>", "LABEL_0", "سلبي", LONGEST_LABEL):
        probabilities = {label: 0.964, "other": 0.036}
        yield (
            f"label {label[:20]!r}",
            explanation_of(label=label, target=label, probabilities=probabilities),
        )
    for n in (1, 2, 100, 101, 1000):
        yield (
            f"{n} labels",
            explanation_of(label="label_0", target="label_0", probabilities=many(n)),
        )
    longest = {f"{LONGEST_LABEL}{i}": 0.01 for i in range(1000)}
    label = next(iter(longest))
    yield (
        "longest labels",
        explanation_of(label=label, target=label, probabilities=longest, multi_label=True),
    )
    yield "several labels", toxic(TOXIC)
    yield "no label fits", toxic({name: value / 10 for name, value in TOXIC.items()})
    yield "all labels fit", toxic({f"label_{i}": 0.9 for i in range(50)})


def toxic(probabilities: dict[str, float]) -> Explanation:
    label = max(probabilities, key=lambda name: probabilities[name])
    return explanation_of(
        label=label,
        target=label,
        probability=probabilities[label],
        probabilities=probabilities,
        multi_label=True,
        thresholds=dict.fromkeys(probabilities, 0.5),
    )
