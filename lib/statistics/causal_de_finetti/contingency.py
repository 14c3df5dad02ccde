"""Tests of conditional independence of binary variables on tensors: the G test, and one for all samples at once."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Integer

from lib.numeric import resolve_device
from lib.statistics.causal_de_finetti.unrolled import Node

# More cells than this are not laid out as one table: strata are renumbered first.
MOST_CELLS = 1 << 22
# Two samples of d variables with 2d bits: one table of counts serves every test.
MOST_BITS = 16
# Strata that never vary have variance zero, up to rounding.
SMALLEST_EIGENVALUE = 1e-10


@dataclass(frozen=True)
class TestResult:
    """A statistic, its degrees of freedom and its p-value, for every element of the batch.

    Parameters
    ----------
    stat, df, p
        Tensors of the batch's shape.
    """

    __test__ = False  # no test case, whatever pytest thinks of the name

    stat: Float[torch.Tensor, "*batch"]
    df: Float[torch.Tensor, "*batch"]
    p: Float[torch.Tensor, "*batch"]


def g_test(
    x: Integer[torch.Tensor, "*batch n"],
    y: Integer[torch.Tensor, "*batch n"],
    z: Integer[torch.Tensor, "*batch n k"] | None = None,
    *,
    df: str = "nonempty",
    device: str | torch.device | None = None,
) -> TestResult:
    r"""Test whether two binary variables are independent given others, by the likelihood ratio.

    Parameters
    ----------
    x, y
        Zeros and ones, one row of ``n`` observations for each element of the batch.
    z
        The variables conditioned on; none if not given.
    df
        Degrees of freedom: one for each stratum in which both variables vary (``"nonempty"``, as causal-learn counts),
        or one for each of the $2^k$ strata, empty or not (``"all"``, as the released code counts).
    device
        Where to compute; CUDA where there is one if not given.

    Returns
    -------
    TestResult
        $G=2\sum O\log(O/E)$ with its $\chi^2$ approximation.

    Raises
    ------
    TypeError
        If an argument is no tensor of integers.
    ValueError
        If the shapes differ, there are no observations, or a value is neither 0 nor 1.

    Notes
    -----
    One pass over the observations and one over the $2^{k+2}$ cells, for the whole batch at once; memory likewise.

    Examples
    --------
    >>> x = torch.tensor([0] * 50 + [1] * 50)
    >>> y = torch.tensor([0] * 30 + [1] * 20 + [0] * 20 + [1] * 30)
    >>> found = g_test(x, y, device="cpu")
    >>> round(found.stat.item(), 4), int(found.df), round(found.p.item(), 4)
    (4.0271, 1, 0.0448)
    """
    for name, part in (("x", x), ("y", y), *(() if z is None else (("z", z),))):
        if not isinstance(part, torch.Tensor) or part.is_floating_point():
            raise TypeError(f"{name} must be a tensor of integers, got {getattr(part, 'dtype', type(part).__name__)}")
    if x.shape != y.shape or (z is not None and z.shape[:-1] != x.shape):
        raise ValueError(
            f"x, y and z must have the same shape up to z's last axis, got {tuple(x.shape)}, {tuple(y.shape)} and "
            f"{None if z is None else tuple(z.shape)}"
        )
    if x.ndim < 1 or x.numel() == 0:
        raise ValueError(f"x must hold at least one observation, got shape {tuple(x.shape)}")
    where = resolve_device(device)
    given = () if z is None else z.to(where).unbind(-1)
    x, y = x.to(where), y.to(where)
    k, batch = len(given), x.shape[:-1]
    if k > 60:
        raise ValueError(f"z must hold at most 60 variables, got {k}")
    # one code for each row of observations; anything but 0 and 1 shows in the union of all bits
    union = x | y
    code = (given[0] if given else torch.zeros_like(x)).to(torch.int64)
    for part in given[1:]:
        code = torch.add(part, code, alpha=2)
    for part in given:
        union = union | part
    if bool((union >> 1).any()):
        for name, part in (("x", x), ("y", y), *(("z", part) for part in given)):
            _check_binary(part, name)
    strata = 1 << k
    rows = batch.numel()
    if rows * strata * 4 > MOST_CELLS:
        # far more strata than observations: number only those that occur
        seen, code = torch.unique(code, return_inverse=True)
        strata = len(seen)
    code = torch.add(y, torch.add(x, code, alpha=2), alpha=2)
    if rows != 1:
        code = code.reshape(rows, -1) + 4 * strata * torch.arange(rows, device=where)[:, None]
    counts = torch.bincount(code.reshape(-1), minlength=rows * strata * 4).reshape(*batch, strata, 2, 2)
    return g_test_of_counts(counts, df=df, empty_strata=(1 << k) - strata)


def _check_binary(values: torch.Tensor, name: str) -> None:
    odd = (values != 0) & (values != 1)
    if bool(odd.any()):
        raise ValueError(f"{name} must hold only 0 and 1, got {values[odd][0].item()}")


def g_test_of_counts(
    counts: Integer[torch.Tensor, "*batch strata 2 2"], *, df: str = "nonempty", empty_strata: int = 0
) -> TestResult:
    """Test independence in each of several two-by-two tables together; see :func:`g_test`.

    Parameters
    ----------
    counts
        A table for each stratum.
    df
        As for :func:`g_test`.
    empty_strata
        Strata that were left out of ``counts`` because they are empty; they count for ``df="all"``.

    Raises
    ------
    ValueError
        If ``df`` is unknown.

    Examples
    --------
    A constant column says nothing:

    >>> found = g_test_of_counts(torch.tensor([[[3, 4], [0, 0]]]))
    >>> float(found.stat), float(found.df), float(found.p)
    (0.0, 0.0, 1.0)
    """
    if df not in ("nonempty", "all"):
        raise ValueError(f"df must be 'nonempty' or 'all', got {df!r}")
    o = counts.to(torch.float64)
    row, column = o.sum(-1, keepdim=True), o.sum(-2, keepdim=True)
    product = row * column
    # O / E, exactly 1 in a stratum where a variable is constant, so that this contributes 0; O log O = 0 for O = 0
    ratio = o * row.sum(-2, keepdim=True) / product.clamp(min=1)
    stat = torch.special.xlogy(o, ratio).sum((-1, -2, -3)).mul_(2).clamp_(min=0)
    if df == "nonempty":
        freedom = (product.amin((-1, -2)) > 0).sum(-1, dtype=torch.float64)
    else:
        freedom = torch.full_like(stat, counts.shape[-3] + empty_strata)
    return TestResult(stat, freedom, chi_square_tail(stat, freedom))


def chi_square_tail(
    stat: Float[torch.Tensor, "*batch"], df: Float[torch.Tensor, "*batch"]
) -> Float[torch.Tensor, "*batch"]:
    r"""Return $P(\chi^2_{df}\ge\text{stat})$; a statistic without degrees of freedom is 0 and gets 1.

    Examples
    --------
    >>> chi_square_tail(torch.tensor([3.841458820694124, 0.0]).double(), torch.tensor([1.0, 0.0]).double()).tolist()
    [0.05..., 1.0]
    """
    return torch.special.gammaincc(df.clamp(min=1) / 2, stat / 2)


class EnvironmentTests:
    """The G tests that the algorithm may ask about data from many environments, two samples of each.

    With two samples of ``d`` binary variables an environment has $2^{2d}$ states. The number of environments in each
    state is counted once; every test after that only adds up cells, for all data sets of a batch.

    Parameters
    ----------
    data
        Zeros and ones; samples 1 and 2 of each environment are used, further ones are not.
    df, device
        As for :func:`g_test`.

    Raises
    ------
    TypeError
        If the data are no tensor.
    ValueError
        If there are fewer than two samples, no environment, a value is neither 0 nor 1, or there are more than 8
        variables.

    Notes
    -----
    One pass over the data; each test then takes time $2^{2d}$, whatever the number of environments.

    Examples
    --------
    >>> data = torch.randint(2, (1000, 2, 3), generator=torch.Generator().manual_seed(0))
    >>> round(EnvironmentTests(data, device="cpu").test((0, 1), (1, 2), ((1, 1),)).p.item(), 3)
    0.015
    """

    def __init__(
        self,
        data: Integer[torch.Tensor, "*batch env sample var"],
        *,
        df: str = "nonempty",
        device: str | torch.device | None = None,
    ) -> None:
        if not isinstance(data, torch.Tensor):
            raise TypeError(f"data must be a tensor, got {type(data).__name__}")
        if data.ndim < 3 or data.shape[-2] < 2:
            raise ValueError(
                f"data must have at least two samples in each environment (env, sample, var): with one there is no "
                f"test across samples, got shape {tuple(data.shape)}"
            )
        *batch, env, _, d = data.shape
        if env < 1 or not 1 <= 2 * d <= MOST_BITS:
            raise ValueError(f"data must have an environment and 1 to {MOST_BITS // 2} variables, got {env} and {d}")
        _check_binary(data[..., :2, :], "data")
        values = data[..., :2, :].to(resolve_device(device), torch.int64)
        weights = 1 << torch.arange(2 * d - 1, -1, -1, device=values.device)
        code = (values.reshape(-1, env, 2 * d) * weights).sum(-1)
        rows = len(code)
        code = code + (1 << 2 * d) * torch.arange(rows, device=code.device)[:, None]
        counts = torch.bincount(code.reshape(-1), minlength=rows << (2 * d))
        self._hold(counts, tuple(batch), d, df)

    def _hold(self, counts: torch.Tensor, batch: tuple[int, ...], d: int, df: str) -> None:
        self.counts = counts.reshape(-1, *[2] * (2 * d))
        self.d, self.df, self.batch = d, df, batch
        self._found: dict[tuple[Node, Node, tuple[Node, ...]], TestResult] = {}

    @classmethod
    def of_counts(
        cls, counts: Integer[torch.Tensor, "*batch states"], d: int, *, df: str = "nonempty"
    ) -> EnvironmentTests:
        """Return the tests when the number of environments in each state is known already.

        Parameters
        ----------
        counts
            For each of the $2^{2d}$ states, in the order of :func:`icm_joint`, the number of environments in it.
        d
            Number of variables.
        df
            As for :func:`g_test`.

        Raises
        ------
        ValueError
            If the number of states is not $2^{2d}$.

        Examples
        --------
        >>> tests = EnvironmentTests.of_counts(torch.full((16,), 10), 2)
        >>> float(tests.test((0, 1), (1, 2), ((1, 1),)).p)
        1.0
        """
        if counts.ndim < 1 or counts.shape[-1] != 1 << 2 * d:
            raise ValueError(f"counts must have 2^(2d) = {1 << 2 * d} states, got shape {tuple(counts.shape)}")
        if bool((counts < 0).any()):
            raise ValueError(f"counts must not be negative, got {counts.min().item()}")
        tests = cls.__new__(cls)
        tests._hold(counts, tuple(counts.shape[:-1]), d, df)
        return tests

    def test(self, a: Node, b: Node, cond: tuple[Node, ...] = ()) -> TestResult:
        """Test two nodes (variable, sample), given others; answers are kept.

        Raises
        ------
        ValueError
            If the nodes are not different variables in samples 1 and 2.
        """
        key = (a, b, tuple(sorted(cond)))
        if key not in self._found:
            nodes = [*key[2], a, b]
            if len(set(nodes)) < len(nodes) or not all(0 <= i < self.d and n in (1, 2) for i, n in nodes):
                raise ValueError(f"a, b and cond must be different nodes of samples 1 and 2, got {a}, {b} and {cond}")
            axes = [1 + (n - 1) * self.d + i for i, n in nodes]
            rest = [axis for axis in range(1, self.counts.ndim) if axis not in axes]
            table = self.counts.permute(0, *axes, *rest).reshape(len(self.counts), 1 << len(cond), 2, 2, -1).sum(-1)
            found = g_test_of_counts(table.reshape(*self.batch, 1 << len(cond), 2, 2), df=self.df)
            self._found[key] = found
        return self._found[key]


def clustered_test(
    data: Integer[torch.Tensor, "env sample var"],
    a: int,
    b: int,
    cond: tuple[int, ...] = (),
    *,
    across: bool,
    copies: Integer[torch.Tensor, " env"] | None = None,
    device: str | torch.device | None = None,
) -> TestResult:
    r"""Test two variables with every sample of every environment, environments being the independent units.

    Parameters
    ----------
    data
        Zeros and ones.
    a, b, cond
        Variables: ``a`` and ``cond`` are taken from one sample.
    across
        Whether ``b`` is taken from another sample of the same environment, over all ordered pairs of samples, or from
        the same one.
    copies
        How many environments each row of ``data`` stands for, see ``environments.distinct_environments``; one each if not given.
    device
        Where to compute.

    Returns
    -------
    TestResult
        A Wald statistic with one degree of freedom for each stratum that varies.

    Raises
    ------
    ValueError
        If the data do not have three axes, there are fewer than two samples with ``across``, a value is neither 0 nor 1,
        the variables overlap within one sample, or ``copies`` has another length.

    Notes
    -----
    Samples of one environment depend on each other, so their counts must not be pooled into one G test. Here each
    environment contributes, for each stratum $z$, $U_e(z)=\sum_m 1[Z_m=z](X_m-\bar x_z)(\bar Y_{-m}-\bar y_z)$, where
    $\bar Y_{-m}$ is the mean of the other samples, or $Y_m$ itself within a sample. Under independence the sum of
    $U_e$ has mean zero, to first order also with estimated $\bar x_z,\bar y_z$, since the derivative in each of them
    vanishes. The $U_e$ are i.i.d. over environments, so their mean, studentised by their empirical covariance, is
    asymptotically $\chi^2$. For binary variables uncorrelated within a stratum means independent, so every
    dependence is seen. Time and memory grow like environments times $N+2^k$.

    References
    ----------
    The statistic is a generalised covariance measure (Shah and Peters, 2020) with environments as clusters.

    Examples
    --------
    >>> data = torch.randint(2, (500, 4, 2), generator=torch.Generator().manual_seed(0))
    >>> round(clustered_test(data, 0, 1, (), across=True, device="cpu").p.item(), 3)
    0.547
    """
    if data.ndim != 3 or data.numel() == 0:
        raise ValueError(f"data must have three axes (env, sample, var), none of them empty, got {tuple(data.shape)}")
    env, n, d = data.shape
    repeated = len(set(cond)) < len(cond) or a in cond or (not across and (b in cond or a == b))
    if not all(0 <= v < d for v in (a, b, *cond)) or repeated:
        raise ValueError(f"a, b and cond must be different variables among 0..{d - 1}, got {a}, {b} and {cond}")
    if n < 2 and across:
        raise ValueError(f"data must have at least two samples in each environment, got {n}")
    if copies is not None and copies.shape != (env,):
        raise ValueError(f"copies must have one number for each of {env} environments, got shape {tuple(copies.shape)}")
    _check_binary(data, "data")
    where = resolve_device(device)
    values = data.to(where, torch.float64)
    weight = torch.ones(env, dtype=torch.float64, device=where) if copies is None else copies.to(where, torch.float64)
    stratum = torch.zeros(env, n, dtype=torch.int64, device=where)
    for v in cond:
        stratum = 2 * stratum + values[..., v].to(torch.int64)
    x, y = values[..., a], values[..., b]
    if across:
        y = (y.sum(1, keepdim=True) - y) / (n - 1)
    strata = 1 << len(cond)
    flat, each = stratum.reshape(-1), weight.repeat_interleave(n)
    size = torch.bincount(flat, each, strata).clamp(min=1)
    mean_x = torch.bincount(flat, x.reshape(-1) * each, strata) / size
    mean_y = torch.bincount(flat, y.reshape(-1) * each, strata) / size
    product = (x - mean_x[stratum]) * (y - mean_y[stratum])
    score = torch.zeros(env, strata, dtype=torch.float64, device=where).scatter_add_(1, stratum, product)
    total = weight.sum()
    mean = weight @ score / total
    centred = score - mean
    spread = (centred * weight[:, None]).T @ centred / total
    eigenvalues, vectors = torch.linalg.eigh(spread)
    keep = eigenvalues > SMALLEST_EIGENVALUE * eigenvalues.max()
    stat = total * ((mean @ vectors)[keep] ** 2 / eigenvalues[keep]).sum()
    freedom = keep.sum().to(torch.float64)
    return TestResult(stat, freedom, chi_square_tail(stat, freedom))
