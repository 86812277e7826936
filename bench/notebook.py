"""Times the notebook's own computation against this project's, on the same weights, in one run.

The notebook: captum's LayerIntegratedGradients on `model.bert.embeddings`, 50 Gauss-Legendre steps
one at a time, on the sum of the ReLU'd logits. Rounds are interleaved, medians are reported.

    python bench/notebook.py [--rounds 3] [--tokens 10 32 128]

The delta is the sum of the attributions minus (F(input) - F(baseline)), F being the sum of the
logits, computed alike for both and given as a share of |F(input) - F(baseline)|. ("returned" is
the largest delta that captum returns to the notebook: as the notebook hands it two logits without
a target, captum compares the attributions' sum with each logit's change on its own.)
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor, nn
from transformers import BertConfig, BertForSequenceClassification, BertModel

from explain_core import Explainer
from explain_core.shipped import SHIPPED

WORDS = "the movie is good and i was not sorry to see it with my old friends at home".split()


class NotebookModel(nn.Module):
    """BertModel, its pooled output, Linear(768, 2), ReLU: the layout of `bert_model.pt`."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config)
        self.linear = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: Tensor) -> Tensor:
        logits: Tensor = self.linear(self.bert(ids).pooler_output).relu()
        return logits


class ShippedModel(nn.Module):
    """The shipped classifier, called as the notebook calls its own."""

    def __init__(self) -> None:
        super().__init__()
        self.model = BertForSequenceClassification.from_pretrained(
            SHIPPED / "sentiment", dtype=torch.float32
        )
        self.bert = self.model.bert

    def forward(self, ids: Tensor) -> Tensor:
        logits: Tensor = self.model(ids).logits
        return logits


def notebook(model: Any, ids: Tensor, baseline_ids: Tensor) -> tuple[Tensor, float]:
    """Return the token attributions (n_tokens,) and the largest delta that captum returns."""
    lig = LayerIntegratedGradients(lambda x: model(x)[0], model.bert.embeddings)
    attributions, delta = lig.attribute(
        ids,
        baseline_ids,
        n_steps=50,
        internal_batch_size=1,
        return_convergence_delta=True,
    )
    return attributions.sum(dim=-1).squeeze(0), float(delta.abs().max())


def text_of(n_tokens: int) -> str:
    """Return a text of so many one-token words that [CLS] and [SEP] make it n_tokens."""
    return " ".join(WORDS[k % len(WORDS)] for k in range(n_tokens - 2))


def compare(name: str, model: Any, explainer: Explainer, n_tokens: int, rounds: int) -> None:
    text = text_of(n_tokens)
    ways: dict[str, Callable[[], Any]] = {
        "this project": lambda: explainer.explain(text, score="sum"),
        "  romberg": lambda: explainer.explain(text, score="sum", rule="romberg", tolerance=1e-5),
    }
    first = ways["this project"]()
    if len(first.tokens) != n_tokens:
        raise SystemExit(f"{name}: the text has {len(first.tokens)} tokens instead of {n_tokens}")
    ids, baseline_ids = torch.tensor([first.token_ids]), torch.tensor([first.baseline_ids])
    ways = {"notebook": lambda: notebook(model, ids, baseline_ids)} | ways
    times: dict[str, list[float]] = {way: [] for way in ways}
    results: dict[str, Any] = {}
    for _ in range(rounds):
        for way, run in ways.items():
            started = time.perf_counter()
            results[way] = run()
            times[way].append(time.perf_counter() - started)
    with torch.no_grad():
        change = float((model(ids) - model(baseline_ids)).double().sum())
    attributions, returned = results.pop("notebook")
    slow = statistics.median(times["notebook"])
    delta = abs(float(attributions.double().sum()) - change) / abs(change)
    print(
        f"{name:18}{n_tokens:4} tokens  notebook       {slow * 1e3:8.0f} ms   points  50"
        f"   delta {delta:8.1e}   returned {returned / abs(change):8.1e}"
    )
    for way, explanation in results.items():
        fast = statistics.median(times[way])
        print(
            f"{'':30}{way:15}{fast * 1e3:8.0f} ms   points {explanation.n_steps:3}"
            f"   delta {explanation.relative_delta:8.1e}   {slow / fast:5.1f} times faster"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tokens", type=int, nargs="+", default=[10, 32, 128])
    arguments = parser.parse_args()
    print(
        f"torch {torch.__version__}, {torch.get_num_threads()} threads, {arguments.rounds} rounds"
    )
    torch.manual_seed(0)
    bert_base = NotebookModel(BertConfig()).eval()
    # The head of a fresh model is so small that ReLU may silence it; the notebook's is not.
    nn.init.normal_(bert_base.linear.weight, std=0.3)
    nn.init.constant_(bert_base.linear.bias, 2.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bert_model.pt"
        torch.save(bert_base.state_dict(), path)
        explainer = Explainer.load(path, tokenizer=SHIPPED / "sentiment")
    for n_tokens in arguments.tokens:
        compare("BERT-base, random", bert_base, explainer, n_tokens, arguments.rounds)
    shipped, explainer = ShippedModel().eval(), Explainer.load("sentiment")
    for n_tokens in arguments.tokens:
        compare("shipped sentiment", shipped, explainer, n_tokens, arguments.rounds)


if __name__ == "__main__":
    main()
