r"""The first-order version for a real network: :math:`J^\top r=0`, the rank of J, and retraining from the fit.

The only file of this room that needs torch; nothing else here imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class StationaryPoint:
    r"""A trained network seen through its Jacobian.

    ``relative_gradient`` is :math:`\|J^\top r\|/(\|J\|\|r\|)`; ``singular_values`` are those of J, largest first;
    ``retrained`` is the largest change of a prediction, relative to their size, after training again on the network's
    own predictions from a disturbed start.
    """

    relative_gradient: float
    singular_values: tuple[float, ...]
    residual_square: float
    retrained: float

    @property
    def rank(self) -> int:
        """The number of singular values above 1e-8 times the largest."""
        return sum(s > 1e-8 * self.singular_values[0] for s in self.singular_values)


def fit(
    x: Tensor, y: Tensor, *, hidden: int = 2, seed: int = 0, device: str = "cpu", rounds: int = 60
) -> StationaryPoint:
    """Train a network with one hidden layer of tanh units on all data at once, down to a stationary point.

    Parameters
    ----------
    x
        Inputs, one row each.
    y
        One number for each row.
    hidden
        Number of hidden units.
    seed
        Seed of the start.
    device
        Where to train, ``"cpu"`` or ``"cuda"``.
    rounds
        Calls of the optimiser, 100 line searches each at most.

    Returns
    -------
    StationaryPoint
        What the Jacobian says at the point reached.

    Raises
    ------
    ValueError
        If the shapes do not fit or ``hidden`` is not positive.

    Notes
    -----
    Full-batch L-BFGS in double precision; the Jacobian has as many rows as data, as many columns as weights.

    Examples
    --------
    >>> x = torch.linspace(-2, 2, 20, dtype=torch.float64)[:, None]
    >>> point = fit(x, torch.sin(x[:, 0]), hidden=1, rounds=20)
    >>> point.relative_gradient < 1e-6, len(point.singular_values)
    (True, 4)
    """
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(f"x must be a table and y have one number per row, got {tuple(x.shape)} and {tuple(y.shape)}")
    if hidden < 1:
        raise ValueError(f"hidden must be at least 1, got {hidden}")
    x, y = x.to(device, torch.float64), y.to(device, torch.float64)
    generator = torch.Generator().manual_seed(seed)
    net = nn.Sequential(nn.Linear(x.shape[1], hidden), nn.Tanh(), nn.Linear(hidden, 1)).to(device, torch.float64)
    with torch.no_grad():
        for weight in net.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator, dtype=torch.float64) * 0.5)
    _train(net, x, y, rounds)
    jacobian = _jacobian(net, x)
    with torch.no_grad():
        predictions = net(x)[:, 0]
        residual = y - predictions
    size = torch.linalg.norm(jacobian) * torch.linalg.norm(residual)
    relative = float(torch.linalg.norm(jacobian.T @ residual) / size)
    with torch.no_grad():
        for weight in net.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator, dtype=torch.float64).to(device) * 1e-3)
    _train(net, x, predictions, rounds)
    with torch.no_grad():
        change = torch.linalg.vector_norm(net(x)[:, 0] - predictions, ord=torch.inf)
        retrained = float(change / torch.linalg.vector_norm(predictions, ord=torch.inf))
    values = tuple(float(s) for s in torch.linalg.svdvals(jacobian))
    return StationaryPoint(relative, values, float(residual @ residual), retrained)


def _train(net: nn.Module, x: Tensor, y: Tensor, rounds: int) -> None:
    optimiser = torch.optim.LBFGS(
        net.parameters(),
        max_iter=100,
        tolerance_grad=1e-13,
        tolerance_change=0.0,
        history_size=50,
        line_search_fn="strong_wolfe",
    )

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = ((net(x)[:, 0] - y) ** 2).mean() / 2
        value.backward()
        return value

    for _ in range(rounds):
        optimiser.step(loss)  # type: ignore[no-untyped-call]


def _jacobian(net: nn.Module, x: Tensor) -> Tensor:
    rows = []
    for prediction in net(x)[:, 0]:
        gradients = torch.autograd.grad(prediction, list(net.parameters()), retain_graph=True)
        rows.append(torch.cat([g.reshape(-1) for g in gradients]))
    return torch.stack(rows)
