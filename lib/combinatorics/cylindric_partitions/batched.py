"""Labels of many random cylindric plane partitions at once, on any device; composing them stays exact Python.

The only file of the room that needs torch (and jaxtyping); nothing else here imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from lib.combinatorics.cylindric_partitions.cylindric import CPP, Face, Profile
from lib.combinatorics.cylindric_partitions.growth import compose_checked
from lib.combinatorics.cylindric_partitions.local_rules import RSK_RULE, LocalRule
from lib.combinatorics.cylindric_partitions.sampling import CylindricSampler


@dataclass(frozen=True)
class LabelBatch:
    """Random multiplicities of the parts of gamma and random labels of the faces, one row per object.

    Parameters
    ----------
    profile
        Letters 0 and 1.
    faces, hooks
        The face behind each column of ``labels``, and its hook length.
    multiplicities
        How often gamma has the part 1, 2, ...
    labels
        The label of each face.
    """

    profile: Profile
    faces: tuple[Face, ...]
    hooks: Int[Tensor, faces]
    multiplicities: Int[Tensor, "batch parts"]
    labels: Int[Tensor, "batch faces"]

    def weights(self) -> Int[Tensor, batch]:
        """Return the weight of every object, without composing it."""
        parts = torch.arange(1, self.multiplicities.shape[1] + 1, device=self.hooks.device)
        gamma = (self.multiplicities * parts).sum(dim=1)
        return len(self.profile) * gamma + (self.labels * self.hooks).sum(dim=1)

    def compose(self, rule: LocalRule = RSK_RULE) -> Iterator[CPP]:
        """Yield the cylindric plane partition of each row."""
        counts = self.multiplicities.cpu().tolist()
        for row, labels in zip(counts, self.labels.cpu(), strict=True):
            gamma = tuple(part for part in range(len(row), 0, -1) for _ in range(row[part - 1]))
            (filled,) = labels.nonzero(as_tuple=True)
            named = {self.faces[column]: int(labels[column]) for column in filled.tolist()}
            yield compose_checked(self.profile, gamma, named, rule)


def sample_cpp(
    profile: Sequence[int],
    z: float,
    n: int,
    generator: torch.Generator,
    device: str | torch.device = "cpu",
) -> LabelBatch:
    r"""Draw what determines n random cylindric plane partitions of law proportional to :math:`z^{|c|}`.

    Parameters
    ----------
    profile
        Letters 0 and 1.
    z
        Strictly between 0 and 1.
    n
        How many.
    generator
        The source of random numbers, on the device where they are to be drawn.
    device
        Where the tensors live afterwards.

    Returns
    -------
    LabelBatch
        Rows of independent geometric variables.

    Raises
    ------
    TypeError, ValueError
        If the profile or z is bad, or n is not positive.

    Notes
    -----
    One random number per object and face, all at once: time and memory ``n`` times the faces of
    :class:`CylindricSampler`, from which the law differs by the same negligible amount.

    Examples
    --------
    >>> batch = sample_cpp((1, 0, 1, 0), 0.6, 3, torch.Generator().manual_seed(5))
    >>> batch.weights().tolist() == [sum(map(sum, cpp[1:])) for cpp in batch.compose()]
    True
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    one = CylindricSampler(profile, z)
    logs = [n_log for n_log, _ in one.parts] + [face_log for face_log, _, _ in one.faces]
    scale = torch.tensor(logs, dtype=torch.float64, device=generator.device)
    uniform = torch.rand(n, len(logs), dtype=torch.float64, device=generator.device, generator=generator)
    drawn = (torch.log1p(-uniform) / scale).floor().to(torch.int64).to(device)
    hooks = torch.tensor([hook for _, hook, _ in one.faces], dtype=torch.int64, device=device)
    faces = tuple(face for _, _, face in one.faces)
    return LabelBatch(one.profile, faces, hooks, drawn[:, : len(one.parts)], drawn[:, len(one.parts) :])
