"""One step of training a network on handwritten digits, by any schedule.

Needs torch and scikit-learn; like ``torch_optics`` it is imported by name only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from lib.categories.optics.bracketings import Bracketing, Schedule
from lib.categories.optics.torch_optics import Layer, Meter, differentiate


def digits() -> tuple[Float[Tensor, "images pixels"], Int[Tensor, " images"]]:
    """Return the 1797 images of 8×8 pixels that come with scikit-learn, brightness 0 to 1, and what they show.

    Examples
    --------
    >>> images, labels = digits()
    >>> tuple(images.shape), labels[:4].tolist()
    ((1797, 64), [0, 1, 2, 3])
    """
    from sklearn.datasets import load_digits

    pixels, shown = load_digits(return_X_y=True)
    return torch.tensor(pixels, dtype=torch.float64) / 16, torch.tensor(shown)


def tanh_network(sizes: Sequence[int], *, seed: int) -> list[Tensor]:
    """Return normal weights of variance 1 / (number of inputs) for layers between these sizes, in double precision.

    Raises
    ------
    ValueError
        If there are fewer than two sizes or one is below 1.

    Examples
    --------
    >>> [tuple(weight.shape) for weight in tanh_network([3, 4, 2], seed=0)]
    [(3, 4), (4, 2)]
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must be at least two numbers from 1, got {list(sizes)}")
    generator = torch.Generator().manual_seed(seed)
    return [
        torch.randn(before, after, generator=generator, dtype=torch.float64) / before**0.5
        for before, after in pairwise(sizes)
    ]


def learning_layer(weight: Float[Tensor, "width out"], learn: Callable[[Tensor], None]) -> Layer:
    r"""Return :math:`x\mapsto\tanh(xW)` as a layer whose put also says how the weight should change.

    The weight goes forward as part of the input and its derivative comes back as part of the answer; ``learn`` is called
    with that part, the other part travels on to the layer before.

    Examples
    --------
    >>> layer = learning_layer(torch.eye(2), lambda derivative: print(derivative.tolist()))
    >>> layer.vjp(torch.zeros(1, 2), torch.ones(1, 2)).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    [[1.0, 1.0]]
    """

    def put(x: Tensor, response: Tensor) -> Tensor:
        slope = response * (1 - torch.tanh(x @ weight) ** 2)
        learn(x.T @ slope)
        return slope @ weight.T

    return Layer(lambda x: torch.tanh(x @ weight), put)


def training_step(
    weights: Sequence[Tensor],
    images: Float[Tensor, "images pixels"],
    labels: Int[Tensor, " images"],
    program: Bracketing | Schedule,
    meter: Meter | None = None,
) -> tuple[float, list[Tensor]]:
    """Return the cross-entropy of a tanh network and its derivatives by the weights, computed by a schedule.

    Parameters
    ----------
    weights
        The matrices, first layer first; the last one has a column for each label.
    images, labels
        The inputs, one a row, and the number of the right output for each.
    program
        What to store and what to recompute; one leaf for each layer.
    meter
        Counts what happens, if given.

    Raises
    ------
    ValueError
        If the program has another number of leaves than there are weights, there is no image or one that is not finite,
        there is not one label for each image, or a label has no column in the last weight.

    Notes
    -----
    As :func:`~lib.categories.optics.torch_optics.differentiate`, with one more matrix product in each put.

    Examples
    --------
    >>> from lib.categories.optics.bracketings import left_nested, right_nested
    >>> images, labels = digits()
    >>> weights = tanh_network([64, 32, 10], seed=0)
    >>> one, two = (training_step(weights, images, labels, plan(2)) for plan in (left_nested, right_nested))
    >>> one[0] == two[0], all(map(torch.equal, one[1], two[1]))
    (True, True)
    """
    if not len(images) or not bool(images.isfinite().all()):
        raise ValueError(f"images must hold at least one row of finite numbers, got shape {tuple(images.shape)}")
    if len(labels) != len(images):
        raise ValueError(f"labels must name what each of the {len(images)} images shows, got {len(labels)}")
    classes = weights[-1].shape[1] if weights else 0
    if not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise ValueError(f"labels must be in 0..{classes - 1}, got {int(labels.min())} to {int(labels.max())}")
    # backwards, so the last layer's derivative is the first to come
    derivatives: list[Tensor] = []
    loss = 0.0

    def respond(scores: Tensor) -> Tensor:
        nonlocal loss
        loss = float(cross_entropy(scores, labels))
        wrong = scores.softmax(1)
        wrong[torch.arange(len(labels)), labels] -= 1
        return wrong / len(labels)

    layers = [learning_layer(weight, derivatives.append) for weight in weights]
    differentiate(layers, program, images, response=respond, meter=meter)
    return loss, derivatives[::-1]


def training_step_by_autograd(
    weights: Sequence[Tensor], images: Float[Tensor, "images pixels"], labels: Int[Tensor, " images"]
) -> tuple[float, list[Tensor]]:
    """Return what :func:`training_step` returns, computed by autograd.

    Examples
    --------
    >>> images, labels = digits()
    >>> loss, derivatives = training_step_by_autograd(tanh_network([64, 10], seed=0), images, labels)
    >>> tuple(derivatives[0].shape)
    (64, 10)
    """
    free = [weight.detach().requires_grad_() for weight in weights]
    out = images
    for weight in free:
        out = torch.tanh(out @ weight)
    loss = cross_entropy(out, labels)
    return loss.item(), list(torch.autograd.grad(loss, free))
