from __future__ import annotations

import pytest
import torch
from torch import nn

from explain_core import packed
from explain_core.packed import MOST_FP32_ROWS, PackedLinear, Product, pack_linears


def linear(n_in: int, n_out: int, *, bias: bool = True) -> nn.Linear:
    torch.manual_seed(n_in * n_out)
    return nn.Linear(n_in, n_out, bias=bias).bfloat16().requires_grad_(False)


@pytest.fixture(autouse=True)
def _packing_machine() -> None:
    if not packed.can_pack(torch.bfloat16):
        pytest.fail("this torch cannot pack weights: PackedLinear is never used")


@pytest.mark.parametrize("shape", [(1, 64), (90, 64), (3, 7, 64), (2, 3, 1, 64)])
@pytest.mark.parametrize("bias", [True, False])
def test_packed_linear_is_the_linear_layer(shape: tuple[int, ...], bias: bool) -> None:
    plain = linear(64, 96, bias=bias)
    ours = PackedLinear(plain)
    theirs_in = torch.randn(shape).bfloat16().requires_grad_()
    ours_in = theirs_in.detach().clone().requires_grad_()
    expected, found = plain(theirs_in), ours(ours_in)
    torch.testing.assert_close(found, expected, rtol=0.02, atol=0.02)
    weights = torch.randn_like(expected)
    (expected_gradient,) = torch.autograd.grad(expected, theirs_in, weights)
    (gradient,) = torch.autograd.grad(found, ours_in, weights)
    torch.testing.assert_close(gradient, expected_gradient, rtol=0.02, atol=0.05)


def test_pack_linears_replaces_only_plain_bf16_layers() -> None:
    class Twice(nn.Linear):
        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(inputs)

    model = nn.Sequential(linear(32, 32), nn.Linear(32, 32), Twice(32, 32).bfloat16())
    pack_linears(model)
    assert [type(part) for part in model] == [PackedLinear, nn.Linear, Twice]


def test_pack_linears_leaves_a_model_alone_where_torch_cannot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packed, "can_pack", lambda dtype: False)
    model = nn.Sequential(linear(32, 32))
    pack_linears(model)
    assert type(model[0]) is nn.Linear


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("n_rows", [1, 10, MOST_FP32_ROWS, MOST_FP32_ROWS + 1])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("packs", [True, False])
def test_product_is_the_linear_layers(
    dtype: torch.dtype,
    n_rows: int,
    bias: bool,
    packs: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not packs:
        monkeypatch.setattr(packed, "can_pack", lambda dtype: False)
    torch.manual_seed(n_rows)
    weight, rows, gradients = torch.randn(48, 32), torch.randn(n_rows, 32), torch.randn(n_rows, 48)
    added = torch.randn(48) if bias else None
    ours = Product(weight, added, dtype)
    close = {"rtol": 0.02, "atol": 0.1} if dtype == torch.bfloat16 else {"rtol": 1e-4, "atol": 1e-4}
    expected = nn.functional.linear(rows, weight, added)
    of_rows = gradients @ weight

    found = [
        ours(rows.to(dtype)),
        ours(rows.to(dtype), plus=gradients.to(dtype)),
        ours.back(gradients.to(dtype)),
        ours.back(gradients.to(dtype), plus=rows.to(dtype)),
    ]

    wanted = [expected, expected + gradients, of_rows, of_rows + rows]
    for mine, exact in zip(found, wanted, strict=True):
        assert mine.dtype == dtype
        torch.testing.assert_close(mine.float(), exact, **close)


def test_product_leaves_what_it_adds_as_it_is() -> None:
    plus = torch.randn(MOST_FP32_ROWS + 1, 48)
    before = plus.clone()
    Product(torch.randn(48, 32), None, torch.float32)(torch.randn(len(plus), 32), plus=plus)
    assert torch.equal(plus, before)
