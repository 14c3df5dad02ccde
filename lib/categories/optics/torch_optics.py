"""Reverse-mode differentiation by any schedule, with its space and time measured.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it at module level.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.checkpoint import checkpoint_sequential
from torch.utils.flop_counter import FlopCounterMode

from lib.categories.optics.bracketings import Bracketing, Schedule
from lib.categories.optics.cost import trace


@dataclass(frozen=True)
class Layer:
    """A differentiable map as a lens: forward, and the transposed derivative at an input.

    Parameters
    ----------
    forward
        get: the input to the output.
    vjp
        put: the input and the derivative by the output, to the derivative by the input.

    Examples
    --------
    >>> double = Layer(lambda x: 2 * x, lambda x, response: 2 * response)
    >>> differentiate([double, double], Schedule((Bracketing((1, 2)),)), torch.ones(1, 1)).item()
    4.0
    """

    forward: Callable[[Tensor], Tensor]
    vjp: Callable[[Tensor, Tensor], Tensor]


def tanh_layer(weight: Float[Tensor, "width out"]) -> Layer:
    r"""Return the layer :math:`x\mapsto\tanh(xW)`, whose put recomputes the output.

    Raises
    ------
    ValueError
        If the weight is not a matrix.

    Examples
    --------
    >>> layer = tanh_layer(torch.eye(2))
    >>> layer.vjp(torch.zeros(1, 2), torch.ones(1, 2)).tolist()
    [[1.0, 1.0]]
    """
    if weight.ndim != 2:
        raise ValueError(f"weight must be a matrix, got shape {tuple(weight.shape)}")

    def forward(x: Tensor) -> Tensor:
        _check_width(x, weight)
        return (x @ weight).tanh_()

    def vjp(x: Tensor, response: Tensor) -> Tensor:
        y = forward(x)
        _check_shape(response, y.shape)
        return y.mul_(y).neg_().add_(1).mul_(response) @ weight.T

    return Layer(forward, vjp)


def tanh_chain(
    length: int, width: int, *, seed: int, dtype: torch.dtype = torch.float32, device: str | torch.device = "cpu"
) -> tuple[list[Layer], list[Tensor]]:
    """Return a chain of tanh layers with independent normal weights of variance 1/width, and the weights.

    Raises
    ------
    ValueError
        If there is no layer or no unit.

    Examples
    --------
    >>> layers, weights = tanh_chain(3, 4, seed=0)
    >>> len(layers), tuple(weights[0].shape)
    (3, (4, 4))
    """
    if length < 1 or width < 1:
        raise ValueError(f"length and width must be at least 1, got {length} and {width}")
    generator = torch.Generator().manual_seed(seed)
    weights = [
        (torch.randn(width, width, generator=generator, dtype=torch.float64) / width**0.5).to(device, dtype)
        for _ in range(length)
    ]
    return [tanh_layer(weight) for weight in weights], weights


@dataclass
class Meter:
    """What a run stored and computed, counted by the run itself.

    Attributes
    ----------
    gets, puts
        How often a layer ran forward and backward.
    stored_bytes
        What is stored now: inputs kept for later, the outer one included, the running value not.
    held_bytes
        What was stored when the response arrived.
    peak_bytes
        The most that was stored at once.
    """

    gets: int = 0
    puts: int = 0
    stored_bytes: int = 0
    held_bytes: int = 0
    peak_bytes: int = 0
    _stored: dict[int, int] = field(default_factory=dict, repr=False)

    def store(self, layer: int, value: Tensor) -> None:
        """Note that the input of a layer is kept."""
        self._stored[layer] = value.numel() * value.element_size()
        self.stored_bytes += self._stored[layer]
        self.peak_bytes = max(self.peak_bytes, self.stored_bytes)

    def free(self, layer: int) -> None:
        """Note that it is let go."""
        self.stored_bytes -= self._stored.pop(layer)


def differentiate(
    layers: Sequence[Layer],
    program: Bracketing | Schedule,
    x: Float[Tensor, "batch width"],
    *,
    response: Callable[[Tensor], Tensor] = torch.ones_like,
    meter: Meter | None = None,
) -> Float[Tensor, "batch width"]:
    """Run a chain forward and backward by a schedule and return the derivative by its input.

    Parameters
    ----------
    layers
        The chain.
    program
        What to store and what to recompute; one leaf for each layer.
    x
        The input.
    response
        From the output to the derivative by the output; all ones (the sum of the outputs) if not given.
    meter
        Counts what happens, if given.

    Returns
    -------
    Tensor
        The derivative by ``x``; the same for every program up to rounding.

    Raises
    ------
    ValueError
        If the program has another number of leaves than there are layers, or a layer returns a response that does not
        have the shape of its input.

    Notes
    -----
    N + extra gets and N puts; peak_storage(program) inputs stored, and three activations more during a put.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import left_nested
    >>> layers, _ = tanh_chain(3, 4, seed=0)
    >>> meter = Meter()
    >>> gradient = differentiate(layers, left_nested(3), torch.ones(2, 4), meter=meter)
    >>> meter.gets, meter.puts, meter.peak_bytes // 32
    (6, 3, 2)
    """
    if program.size != len(layers):
        raise ValueError(f"program must have one leaf for each of the {len(layers)} layers, got {program.size}")
    meter = Meter() if meter is None else meter
    stored: dict[int, Tensor] = {}
    # The value on its way: forwards an activation, backwards the response.
    running, answer = x, x
    for event in trace(program):
        k = event.layer
        if event.kind == "get":
            running = layers[k - 1].forward(running)
            meter.gets += 1
        elif event.kind == "put":
            running = stored[k]  # lets go of what the last sweep left
            answer = _checked(layers[k - 1].vjp(running, answer), running)
            meter.puts += 1
        elif event.kind == "store":
            stored[k] = running
            meter.store(k, running)
        elif event.kind == "load":
            running = stored[k]
        elif event.kind == "free":
            del stored[k]
            meter.free(k)
        else:
            answer = response(running)
            _checked(answer, running)
            running = x
            meter.held_bytes = meter.stored_bytes
    return answer


def _checked(back: Tensor, at: Tensor) -> Tensor:
    _check_shape(back, at.shape)
    return back


def _check_shape(back: Tensor, shape: torch.Size) -> None:
    if back.shape != shape:
        raise ValueError(f"response must have the shape {tuple(shape)} of what it answers, got {tuple(back.shape)}")


def _check_width(x: Tensor, weight: Tensor) -> None:
    if x.ndim != 2 or x.shape[1] != weight.shape[0]:
        raise ValueError(
            f"x must be a batch of rows of width {weight.shape[0]} to go through a weight of shape "
            f"{tuple(weight.shape)}, got shape {tuple(x.shape)}"
        )


class AllocationMeter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of every tensor that torch allocates while it is active, and their peak.

    It knows nothing of schedules: each new storage is counted when an operation returns it and discounted when Python
    lets go of it.  Saved activations of autograd are counted too.

    Examples
    --------
    >>> with AllocationMeter() as allocated:
    ...     y = torch.zeros(10) + 1
    ...     del y
    >>> allocated.peak_bytes, allocated.bytes
    (80, 0)
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.bytes = 0
        self.peak_bytes = 0
        self._known: set[int] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation and count the storages that are new in its result."""
        before = {leaf.untyped_storage()._cdata for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)}
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor):
                storage = leaf.untyped_storage()
                key = storage._cdata
                if key not in before and key not in self._known:
                    size = storage.nbytes()
                    self._known.add(key)
                    self.bytes += size
                    self.peak_bytes = max(self.peak_bytes, self.bytes)
                    weakref.finalize(storage, self._release, key, size)
        return result

    def _release(self, key: int, size: int) -> None:
        self._known.discard(key)
        self.bytes -= size


def allocated_peak(run: Callable[[], Any]) -> int:
    """Return the largest number of bytes that a computation had allocated at once, beyond what existed before.

    Examples
    --------
    >>> allocated_peak(lambda: torch.zeros(10) + 1)
    80
    """
    with AllocationMeter() as meter:
        run()
    return meter.peak_bytes


def multiplications(run: Callable[[], Any]) -> int:
    """Return the number of floating-point operations in the matrix products of a computation.

    Examples
    --------
    >>> multiplications(lambda: torch.ones(2, 3) @ torch.ones(3, 4))
    48
    """
    with FlopCounterMode(display=False) as counter:
        run()
    return int(counter.get_total_flops())


def by_autograd(
    weights: Sequence[Float[Tensor, "width width"]], x: Float[Tensor, "batch width"], chunks: int = 0
) -> Float[Tensor, "batch width"]:
    """Return the derivative of the summed outputs of a tanh chain by autograd, with checkpoints if asked for.

    Parameters
    ----------
    weights
        The matrices of the chain.
    x
        The input.
    chunks
        0 stores every activation; otherwise the number of chunks of ``checkpoint_sequential``.

    Raises
    ------
    ValueError
        If ``chunks`` is negative or exceeds the number of layers.

    Examples
    --------
    >>> _, weights = tanh_chain(4, 3, seed=0)
    >>> x = torch.ones(2, 3)
    >>> torch.allclose(by_autograd(weights, x), by_autograd(weights, x, chunks=2))
    True
    """
    if not 0 <= chunks <= len(weights):
        raise ValueError(f"chunks must be between 0 and the number of layers, {len(weights)}, got {chunks}")
    start = x.detach().requires_grad_()
    steps = [lambda value, weight=weight: torch.tanh(value @ weight) for weight in weights]
    if chunks:
        out = checkpoint_sequential(steps, chunks, start, use_reentrant=False)  # type: ignore[no-untyped-call]
    else:
        out = start
        for step in steps:
            out = step(out)  # type: ignore[no-untyped-call]
    (gradient,) = torch.autograd.grad(out.sum(), start)
    return gradient


@dataclass(frozen=True)
class Measured:
    """What one way to differentiate a chain cost.

    Attributes
    ----------
    gets, held, peak
        Gets, and stored inputs at the response and at the peak, as the run counts them; None for autograd.
    allocated
        The peak of all memory that torch allocated, in activations.
    products
        Matrix products of one activation with one weight.
    error
        The largest deviation of the gradient from autograd's, relative to its largest entry.
    """

    gets: int | None
    held: float | None
    peak: float | None
    allocated: float
    products: float
    error: float


def measure(
    programs: Sequence[Schedule], *, width: int, batch: int, double: bool = False, chunks: Sequence[int] = ()
) -> list[Measured]:
    """Differentiate one tanh chain by every program and count what each of them costs.

    Parameters
    ----------
    programs
        Schedules of one and the same number of layers.
    width, batch
        Units in a layer, rows of the input.
    double
        Whether to compute in float64 instead of float32.
    chunks
        Also measure autograd with so many chunks of ``checkpoint_sequential``; 0 means without.

    Raises
    ------
    ValueError
        If the programs differ in length or there is none.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import left_nested, segments
    >>> for cost in measure([segments([1] * 4), segments([4], left_nested)], width=8, batch=2):
    ...     print(cost.gets, cost.peak, cost.allocated, cost.products)
    4 4.0 6.0 12.0
    10 2.0 4.0 18.0
    """
    lengths = {plan.size for plan in programs}
    if len(lengths) != 1:
        raise ValueError(f"programs must all have one length, got {sorted(lengths)}")
    dtype = torch.float64 if double else torch.float32
    layers, weights = tanh_chain(lengths.pop(), width, seed=0, dtype=dtype)
    x = torch.randn(batch, width, generator=torch.Generator().manual_seed(1), dtype=torch.float64).to(dtype)
    unit, work = x.numel() * x.element_size(), 2 * batch * width * width
    reference = by_autograd(weights, x)

    def cost(run: Callable[[], Tensor], meter: Meter | None = None) -> Measured:
        error = float((run() - reference).abs().max() / reference.abs().max())
        allocated, products = allocated_peak(run) / unit, multiplications(run) / work
        if meter is None:
            return Measured(None, None, None, allocated, products, error)
        return Measured(meter.gets, meter.held_bytes / unit, meter.peak_bytes / unit, allocated, products, error)

    found = []
    for plan in programs:
        meter = Meter()
        differentiate(layers, plan, x, meter=meter)
        found.append(cost(partial(differentiate, layers, plan, x), meter))
    return found + [cost(partial(by_autograd, weights, x, count)) for count in chunks]
