"""Candidate decompositions, proposed by the authors' library multipers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import inf
from typing import Any

from lib.networks.multipersistence.bifiltration import Bifiltration, check_degree
from lib.networks.multipersistence.intervals import IntervalModule

Box = tuple[tuple[float, ...], tuple[float, ...]]


def multipers() -> Any:
    """Import multipers without the greeting of the kernel library that it loads.

    Raises
    ------
    ImportError
        If it is not installed, or not beside the gudhi that it was built for; with another one it ends the process.
    """
    # the library's own switch; its message about missing CUDA would be printed at import
    os.environ.setdefault("KEOPS_VERBOSE", "0")
    try:
        import gudhi
        import multipers as library
        from multipers import mma_structures, simplex_tree_multi  # noqa: F401
    except ImportError:
        raise ImportError(
            "candidate decompositions are computed by multipers, which is not installed: "
            "pip install gudhi==3.11.0 multipers==2.3.2"
        ) from None
    if not gudhi.__version__.startswith("3.11"):
        raise ImportError(f"multipers 2.3.2 must run beside gudhi 3.11.0, found gudhi {gudhi.__version__}")
    return library


def simplex_tree(f: Bifiltration) -> Any:
    """Return a bifiltration as multipers' simplex tree.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> simplex_tree(three_arms()).num_simplices
    6
    """
    import numpy as np

    tree = multipers().SimplexTreeMulti(num_parameters=f.parameters)
    # faces come before cofaces: the bifiltration keeps them so
    for simplex, value in f.values.items():
        tree.insert(list(simplex), np.array([float(x) for x in value]))
    return tree


def mma(
    f: Bifiltration | Any,
    max_error: float,
    box: Box | None = None,
    degrees: Sequence[int] = (1,),
    *,
    clip: bool = True,
) -> dict[int, list[IntervalModule]]:
    """Return candidate decompositions by multiparameter module approximation.

    Parameters
    ----------
    f
        A bifiltration, or a simplex tree of multipers.
    max_error
        The distance between neighbouring diagonal lines, and for interval-decomposable modules the largest error.
    box
        Lower and upper corner of the part of the plane to cover; from the smallest to the largest values if not given.
        Lines are drawn through it, so a box that is too small cuts summands.
    degrees
        Homological degrees, increasing.
    clip
        Cut summands at the box: those that go on for ever, and those that are there before it begins, which the library
        has begin at minus infinity. Their weights then depend on the box.

    Returns
    -------
    dict
        For each degree the list of interval modules, empty where there is nothing.

    Raises
    ------
    ImportError
        If multipers is missing.
    TypeError, ValueError
        If an argument is not as described.

    Notes
    -----
    One barcode and its updates for each line: time grows with the number of lines, in two parameters box size over
    ``max_error``, times the cost of the updates.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape
    >>> for module in mma(l_shape((1, 1), (3, 2)), 0.1, ((0, 0), (5, 5)))[1]:
    ...     print(module)
    births (1.0, 1.0); deaths (3.0, 5.0), (5.0, 2.0)
    """
    import numpy as np

    if isinstance(max_error, bool) or not 0 < max_error < inf:
        raise ValueError(f"max_error must be a positive number, got {max_error!r}")
    for degree in degrees:
        check_degree(degree)
    if not degrees or list(degrees) != sorted(set(degrees)):
        raise ValueError(f"degrees must be increasing and not empty, got {tuple(degrees)}")
    library = multipers()
    parameters = f.parameters if isinstance(f, Bifiltration) else getattr(f, "num_parameters", None)
    if parameters is None:
        raise TypeError(f"f must be a bifiltration or a simplex tree of multipers, got {type(f).__name__}")
    tree = simplex_tree(f) if isinstance(f, Bifiltration) else f
    if box is None:
        if not isinstance(f, Bifiltration):
            raise ValueError("box must be given for a simplex tree of multipers")
        box = (
            tuple(float(min(axis)) for axis in f.grid),
            # an axis with one value still needs a width
            tuple(float(max(axis)) + (len(axis) == 1) for axis in f.grid),
        )
    low, high = (np.asarray(corner, dtype=np.float64) for corner in box)
    if not low.shape == high.shape == (parameters,) or not (low < high).all() or not np.isfinite([low, high]).all():
        raise ValueError(f"box must be a lower and an upper corner with {parameters} coordinates each, got {box}")
    module = library.module_approximation(
        tree, box=np.stack([low, high]), max_error=max_error, ignore_warnings=True, n_jobs=1
    )
    return {degree: from_multipers(module, degree, box if clip else None) for degree in degrees}


def from_multipers(module: Any, degree: int, box: Box | None = None, digits: int = 6) -> list[IntervalModule]:
    """Return the summands of one degree of a multipers module as interval modules.

    Parameters
    ----------
    module
        A module of multipers.
    degree
        The degree.
    box
        Where to cut; nothing is cut if not given.
    digits
        Decimal places: multipers keeps about seven digits.
    """
    import numpy as np

    found = []
    for summand in module.get_module_of_degree(degree):
        corners = [np.atleast_2d(np.asarray(c)) for c in (summand.get_birth_list(), summand.get_death_list())]
        if any(c.size == 0 for c in corners):
            continue
        births, deaths = (np.round(c.astype(np.float64), digits) for c in corners)
        if box is not None:
            births, deaths = np.maximum(births, box[0]), np.minimum(deaths, box[1])
        if not (births[:, None] < deaths[None]).all(-1).any():
            continue
        found.append(IntervalModule([tuple(b) for b in births.tolist()], [tuple(d) for d in deaths.tolist()]))
    return found


def to_multipers(modules: Sequence[IntervalModule], box: Box, degree: int = 1) -> Any:
    """Return interval modules as a module of multipers, so that its representations can be computed.

    Examples
    --------
    >>> module = to_multipers([IntervalModule.rectangle((0, 0), (2, 1))], ((0, 0), (3, 3)))
    >>> [str(summand) for summand in from_multipers(module, 1)]
    ['births (0.0, 0.0); deaths (2.0, 1.0)']
    """
    import numpy as np

    library = multipers()
    sizes = {len(corner) for corner in box} | {module.parameters for module in modules}
    if len(sizes) > 1:
        raise ValueError(f"modules and box must have the same number of parameters, got {sorted(sizes)}")
    summands = [
        (np.array(module.births, dtype=np.float64), np.array(module.deaths, dtype=np.float64), degree)
        for module in modules
    ]
    corners = [np.asarray(corner, dtype=np.float64) for corner in box]
    return library.mma_structures.from_dump_f64((corners, summands))
