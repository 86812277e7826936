"""What every command that trains does: choosing a device, and running with a bar."""

from __future__ import annotations

import torch
from tqdm import tqdm

from explain_core.errors import BadOption
from explain_core.train.loop import Trainer


def device_of(name: str, *, precision: str) -> tuple[torch.device, bool]:
    """Return the device to train on, and whether to multiply in bf16 there.

    name:      "auto", "cpu", "cuda" ...
    precision: "bf16", "fp32" or "auto", which is bf16 where it is native.
    Raises:    BadOption.
    """
    try:
        device = torch.device(
            ("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name
        )
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError):
        raise BadOption("--device", name, "a device that this machine has") from None
    fast = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return device, fast if precision == "auto" else precision == "bf16"


def run(trainer: Trainer) -> None:
    """Train to the end, from where an interrupted run was, and show how far it is."""
    done = trainer.resume()
    if done:
        print(f"going on at step {done:,} of {trainer.n_steps:,}")
    with tqdm(total=trainer.n_steps, initial=done, unit="step", dynamic_ncols=True) as bar:
        smooth = 0.0

        def report(step: int, loss: float) -> None:
            nonlocal smooth
            smooth = loss if not smooth else 0.98 * smooth + 0.02 * loss
            bar.set_postfix(loss=f"{smooth:.4f}", refresh=False)
            bar.update(step - bar.n)

        trainer.run(report, tqdm.write)
