"""What gradients are computed in: what the processor does well, unless the caller knows better."""

from __future__ import annotations

import torch

from explain_core.errors import BadOption

PRECISIONS = ("auto", "fp32", "bf16")
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
LEAST_WIDTH = 256  # of a model; matrices of narrower ones take no time worth saving


def check_precision(precision: str) -> None:
    """Raise BadOption for a precision that there is not."""
    if precision not in PRECISIONS:
        raise BadOption("precision", precision, "one of " + ", ".join(PRECISIONS))


def chosen_precision(precision: str, device: torch.device, *, width: int) -> str:
    """Return "fp32" or "bf16" for a model whose hidden states have `width` dimensions."""
    if precision != "auto":
        return precision
    return "bf16" if width >= LEAST_WIDTH and _does_bf16_well(device) else "fp32"


def chosen_device(device: str) -> torch.device:
    """Return the device to compute on; "auto" is a GPU if there is one.

    Raises: BadOption for a device that there is not.
    """
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        chosen = torch.device(device)
        torch.empty(0, device=chosen)
    except (RuntimeError, AssertionError, NotImplementedError):
        raise BadOption(
            "device", device, "auto, cpu, or a GPU that is there, such as cuda"
        ) from None
    return chosen


def _does_bf16_well(device: torch.device) -> bool:
    """Return whether products of bf16 matrices have instructions of their own (AMX, AVX512)."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    can = torch.cpu.get_capabilities()
    return device.type == "cpu" and bool(can.get("amx_bf16") or can.get("avx512_bf16"))
