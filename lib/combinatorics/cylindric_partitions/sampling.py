"""Exact random cylindric plane partitions: independent geometric labels, sent back through the bijection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from random import Random

from lib.combinatorics.cylindric_partitions.cylindric import CPP, Face, check_profile, cylindric_faces
from lib.combinatorics.cylindric_partitions.growth import compose_checked
from lib.combinatorics.cylindric_partitions.local_rules import RSK_RULE, LocalRule
from lib.exact import Partition

# Labels that are non-zero with a total probability below the grain of a double are not drawn.
GRAIN = 2.0**-53


def check_fugacity(z: float | Fraction) -> float:
    """Return z as a float, if it lies strictly between 0 and 1.

    Raises
    ------
    TypeError
        If it is not a real number.
    ValueError
        If it does not lie strictly between 0 and 1.

    Examples
    --------
    >>> check_fugacity(Fraction(1, 2))
    0.5
    """
    if not isinstance(z, int | float | Fraction) or isinstance(z, bool):
        raise TypeError(f"z must be a real number, got {z!r}")
    if not 0 < z < 1:
        raise ValueError(f"z must lie strictly between 0 and 1, got {z}")
    return float(z)


class CylindricSampler:
    r"""Draws cylindric plane partitions with probability proportional to :math:`z^{|c|}`, without a Markov chain.

    The bijection turns that law into independent geometric variables: the label of a face with hook h exceeds m - 1
    with probability :math:`z^{hm}`, and so does the number of parts n of gamma with :math:`z^{nTm}`.

    Parameters
    ----------
    profile
        Letters 0 and 1.
    z
        Strictly between 0 and 1; the closer to 1, the larger the objects.
    rule
        The local rule that composes the object.  Either gives the same law; RSK's is the faster.

    Raises
    ------
    TypeError, ValueError
        If the profile or z is bad.

    Notes
    -----
    Exact up to the grain of the random numbers: faces and parts whose variables are all zero but for a probability below
    :math:`2^{-53}` in total are left out, so the law drawn from differs from the exact one by less than that in total
    variation.  Drawing takes one random number per face kept, about :math:`40\,n_0n_1/(T\log\frac1z)` of them;
    composing takes one local rule for each face up to the longest labelled hook.

    Examples
    --------
    >>> sampler = CylindricSampler((1, 0, 1, 0), 0.6)
    >>> sampler.sample(Random(1))
    ((2,), (2,), (1,), (2,), (2,))
    >>> round(sampler.mean_weight(), 3)
    6.984
    """

    def __init__(self, profile: Sequence[int], z: float | Fraction, rule: LocalRule = RSK_RULE) -> None:
        self.profile = check_profile(profile)
        self.z = check_fugacity(z)
        self.rule = rule
        period, log = len(self.profile), math.log(self.z)
        # sum of z^h over the hooks left out is at most (T + 1) z^longest / (1 - z)
        longest = math.ceil((math.log(GRAIN) + math.log1p(-self.z) - math.log(period + 1)) / log)
        self.faces = [(hook * log, hook, face) for hook, face in cylindric_faces(self.profile, longest)]
        self.parts = [(n * period * log, n) for n in range(1, longest // period + 1)]

    def draw(self, random: Random) -> tuple[Partition, dict[Face, int]]:
        """Return a random partition gamma and random labels.

        Examples
        --------
        >>> CylindricSampler((1, 0), 0.7).draw(Random(2))
        ((2,), {(1, 2, 0): 6, (1, 2, 1): 2})
        """
        gamma: list[int] = []
        for log, n in reversed(self.parts):
            gamma += [n] * _geometric(random, log)
        labels = {face: label for log, _, face in self.faces if (label := _geometric(random, log))}
        return tuple(gamma), labels

    def sample(self, random: Random) -> CPP:
        """Return a random cylindric plane partition."""
        gamma, labels = self.draw(random)
        return compose_checked(self.profile, gamma, labels, self.rule)

    def mean_weight(self) -> float:
        r"""Return :math:`\sum_nnT\frac{z^{nT}}{1-z^{nT}}+\sum_{\text{faces}}h\frac{z^h}{1-z^h}`."""
        period = len(self.profile)
        exponents = [hook for _, hook, _ in self.faces] + [n * period for _, n in self.parts]
        return sum(h * self.z**h / (1 - self.z**h) for h in exponents)

    def weight_deviation(self) -> float:
        r"""Return the standard deviation of the weight, from :math:`\sum h^2\frac{z^h}{(1-z^h)^2}`."""
        period = len(self.profile)
        exponents = [hook for _, hook, _ in self.faces] + [n * period for _, n in self.parts]
        return math.sqrt(sum(h * h * self.z**h / (1 - self.z**h) ** 2 for h in exponents))


def _geometric(random: Random, log: float) -> int:
    """Return m with probability x^m (1 - x), where log = log x."""
    # 1 - random() lies in (0, 1]; for a small x this is nearly always the end of it
    return int(math.log(1.0 - random.random()) / log)


def random_cylindric_partition(profile: Sequence[int], z: float | Fraction, random: Random) -> CPP:
    r"""Return one cylindric plane partition, drawn with probability proportional to :math:`z^{|c|}`.

    Parameters
    ----------
    profile
        Letters 0 and 1.
    z
        Strictly between 0 and 1.
    random
        The source of random numbers.

    Raises
    ------
    TypeError, ValueError
        If the profile or z is bad.

    Notes
    -----
    See :class:`CylindricSampler`, which is faster for many samples.

    Examples
    --------
    >>> random_cylindric_partition((1, 0, 1, 0), Fraction(3, 5), Random(1))
    ((2,), (2,), (1,), (2,), (2,))
    """
    return CylindricSampler(profile, z).sample(random)
