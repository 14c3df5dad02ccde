"""Gradients by any schedule against autograd; space and work against what torch itself counts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from lib.categories import optics as op  # noqa: E402
from lib.categories.optics import torch_optics as to  # noqa: E402
from lib.categories.optics import training as tr  # noqa: E402


@pytest.mark.parametrize("dtype, tolerance", [(torch.float32, 1e-5), (torch.float64, 1e-12)])
def test_every_schedule_of_five_layers_gives_the_gradient(dtype: torch.dtype, tolerance: float) -> None:
    layers, weights = to.tanh_chain(5, 6, seed=3, dtype=dtype)
    x = torch.randn(4, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64).to(dtype)
    expected = to.by_autograd(weights, x)
    unit = x.nbytes
    for plan in op.all_schedules(5):
        meter = to.Meter()
        found = to.differentiate(layers, plan, x, meter=meter)
        assert float((found - expected).abs().max() / expected.abs().max()) < tolerance
        assert (meter.gets, meter.puts) == (5 + op.extra_gets(plan), 5)
        assert (meter.held_bytes, meter.peak_bytes) == (plan.held * unit, op.peak_storage(plan) * unit)
        assert meter.stored_bytes == 0
        assert (
            to.allocated_peak(lambda plan=plan: to.differentiate(layers, plan, x)) == (op.peak_storage(plan) + 2) * unit
        )
        products = to.multiplications(lambda plan=plan: to.differentiate(layers, plan, x))
        assert products == (15 + op.extra_gets(plan)) * 2 * 4 * 36


def test_gradient_by_finite_differences() -> None:
    layers, weights = to.tanh_chain(3, 4, seed=1, dtype=torch.float64)
    x = torch.linspace(-1, 1, 8, dtype=torch.float64).reshape(2, 4)

    def total(value: torch.Tensor) -> float:
        for weight in weights:
            value = torch.tanh(value @ weight)
        return float(value.sum())

    found = to.differentiate(layers, op.left_nested(3), x)
    for i in range(2):
        for j in range(4):
            step = torch.zeros_like(x)
            step[i, j] = 1e-6
            assert abs((total(x + step) - total(x - step)) / 2e-6 - float(found[i, j])) < 1e-8


def test_checkpointed_autograd_agrees_and_recomputes() -> None:
    _, weights = to.tanh_chain(8, 16, seed=0)
    x = torch.ones(4, 16)
    plain, checked = to.by_autograd(weights, x), to.by_autograd(weights, x, 4)
    assert torch.allclose(plain, checked, rtol=1e-5)
    unit = 2 * 4 * 16 * 16
    assert to.multiplications(lambda: to.by_autograd(weights, x)) == 16 * unit
    assert to.multiplications(lambda: to.by_autograd(weights, x, 4)) == (16 + 6) * unit


def test_a_training_step_is_the_same_under_every_program() -> None:
    """Weights as part of what comes back: the layer's put also adds to the gradient of its weight."""
    torch.manual_seed(0)
    weights = [torch.randn(5, 5, dtype=torch.float64, requires_grad=True) for _ in range(4)]
    x = torch.randn(7, 5, dtype=torch.float64)
    out = x
    for weight in weights:
        out = torch.tanh(out @ weight)
    expected = torch.autograd.grad((out**2).sum(), weights)
    for plan in op.all_schedules(4):
        gradients: dict[int, torch.Tensor] = {}

        def layer(k: int, weight: torch.Tensor, into: dict[int, torch.Tensor] = gradients) -> to.Layer:
            def put(value: torch.Tensor, response: torch.Tensor) -> torch.Tensor:
                slope = (1 - torch.tanh(value @ weight) ** 2) * response
                into[k] = value.T @ slope
                return slope @ weight.T

            return to.Layer(lambda value: torch.tanh(value @ weight), put)

        with torch.no_grad():
            layers = [layer(k, weight) for k, weight in enumerate(weights)]
            to.differentiate(layers, plan, x, response=lambda y: 2 * y)
        for k, gradient in enumerate(expected):
            assert torch.allclose(gradients[k], gradient, rtol=1e-12)


def test_derivatives_on_digits_by_finite_differences() -> None:
    images, labels = tr.digits()
    assert images.shape == (1797, 64)
    assert float(images.max()) == 1
    images, labels = images[:40], labels[:40]
    weights = tr.tanh_network([64, 8, 8, 10], seed=2)
    loss, gradients = tr.training_step(weights, images, labels, op.left_nested(3))

    def total(moved: list[torch.Tensor]) -> float:
        out = images
        for weight in moved:
            out = torch.tanh(out @ weight)
        return float(-out.log_softmax(1)[torch.arange(40), labels].mean())

    assert abs(loss - total(weights)) < 1e-12
    for k, (i, j) in enumerate([(20, 3), (5, 1), (2, 7)]):
        step = torch.zeros_like(weights[k])
        step[i, j] = 1e-6
        up, down = ([w + sign * step if n == k else w for n, w in enumerate(weights)] for sign in (1, -1))
        assert abs((total(up) - total(down)) / 2e-6 - float(gradients[k][i, j])) < 1e-8


def test_every_program_learns_alike() -> None:
    images, labels = tr.digits()
    images, labels = images[:60], labels[:60]
    weights = tr.tanh_network([64, 12, 12, 12, 10], seed=1)
    loss, expected = tr.training_step_by_autograd(weights, images, labels)
    _, first = tr.training_step(weights, images, labels, op.balanced(4))
    for plan in op.all_schedules(4):
        meter = to.Meter()
        found, gradients = tr.training_step(weights, images, labels, plan, meter)
        assert found == pytest.approx(loss, rel=1e-12)
        assert all(map(torch.equal, gradients, first))
        assert all(torch.allclose(a, b, rtol=1e-10, atol=1e-15) for a, b in zip(gradients, expected, strict=True))
        assert (meter.gets, meter.puts) == (4 + op.extra_gets(plan), 4)


def test_bad_training_is_refused() -> None:
    images, labels = tr.digits()
    weights = tr.tanh_network([64, 10], seed=0)
    with pytest.raises(ValueError, match="labels must name what each of the 1797 images shows, got 3"):
        tr.training_step(weights, images, labels[:3], op.left_nested(1))
    with pytest.raises(ValueError, match=r"labels must be in 0\.\.9, got 1 to 10"):
        tr.training_step(weights, images, labels + 1, op.left_nested(1))
    with pytest.raises(ValueError, match=r"images must hold at least one row of finite numbers, got shape \(0, 64\)"):
        tr.training_step(weights, images[:0], labels[:0], op.left_nested(1))
    with pytest.raises(ValueError, match="images must hold at least one row of finite numbers"):
        tr.training_step(weights, images * float("nan"), labels, op.left_nested(1))
    with pytest.raises(ValueError, match="one leaf for each of the 1 layers, got 2"):
        tr.training_step(weights, images, labels, op.left_nested(2))
    with pytest.raises(ValueError, match=r"sizes must be at least two numbers from 1, got \[64\]"):
        tr.tanh_network([64], seed=0)
    with pytest.raises(ValueError, match=r"sizes must be at least two numbers from 1, got \[64, 0\]"):
        tr.tanh_network([64, 0], seed=0)


def test_mismatched_shapes_are_refused() -> None:
    layers, weights = to.tanh_chain(3, 4, seed=0)
    with pytest.raises(ValueError, match=r"width 4 to go through a weight of shape \(4, 4\), got shape \(2, 5\)"):
        to.differentiate(layers, op.left_nested(3), torch.ones(2, 5))
    with pytest.raises(ValueError, match="one leaf for each of the 3 layers, got 2"):
        to.differentiate(layers, op.left_nested(2), torch.ones(2, 4))
    with pytest.raises(ValueError, match=r"response must have the shape \(2, 4\) of what it answers, got \(2, 1\)"):
        to.differentiate(layers, op.left_nested(3), torch.ones(2, 4), response=lambda y: y.sum(1, keepdim=True))
    with pytest.raises(ValueError, match=r"response must have the shape \(2, 4\)"):
        layers[0].vjp(torch.ones(2, 4), torch.ones(3, 4))
    lazy = to.Layer(lambda value: value, lambda value, response: response[:1])
    with pytest.raises(ValueError, match=r"response must have the shape \(2, 4\)"):
        to.differentiate([lazy], op.left_nested(1), torch.ones(2, 4))
    with pytest.raises(ValueError, match=r"weight must be a matrix, got shape \(3,\)"):
        to.tanh_layer(torch.ones(3))
    with pytest.raises(ValueError, match="length and width must be at least 1, got 0 and 4"):
        to.tanh_chain(0, 4, seed=0)
    with pytest.raises(ValueError, match=r"programs must all have one length, got \[2, 3\]"):
        to.measure([op.segments([2]), op.segments([3])], width=2, batch=1)
    with pytest.raises(ValueError, match="chunks must be between 0 and the number of layers, 3, got 4"):
        to.by_autograd(weights, torch.ones(2, 4), 4)


def test_the_allocation_meter_counts_views_once() -> None:
    def run() -> None:
        a = torch.zeros(100)
        b = a.view(10, 10).T
        c = b + 1
        del a, b, c

    assert to.allocated_peak(run) == 800


def test_nothing_else_in_the_room_imports_torch() -> None:
    code = (
        "import sys, lib.categories.optics, lib.categories.optics.claims, lib.categories.optics.figures;"
        "print([name for name in ('torch', 'numpy', 'altair', 'jaxtyping') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_peak_memory_on_a_gpu() -> None:
    layers, weights = to.tanh_chain(16, 1024, seed=0, device="cuda")
    x = torch.randn(1024, 1024, device="cuda")
    expected = to.by_autograd(weights, x)
    for plan in (op.left_nested(16), op.segments([1] * 16)):
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        found = to.differentiate(layers, plan, x)
        peak = torch.cuda.max_memory_allocated() - before
        assert torch.allclose(found, expected, rtol=1e-2, atol=1e-4)
        assert abs(peak / x.nbytes - op.peak_storage(plan) - 2) < 1.5
