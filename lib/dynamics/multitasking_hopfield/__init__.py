"""Multitasking neural networks: a Hopfield network with diluted patterns retrieves several at once.

The paper is E. Agliari, A. Alessandrelli, A. Barra and F. Ricci-Tersenghi, *Parallel learning by multitasking neural
networks*, J. Stat. Mech. (2023) 113401; the chapter is ``chapters/dynamics/multitasking_hopfield``.
"""

from lib.dynamics.multitasking_hopfield.ladder import (
    critical_dilution,
    energy_crossing,
    example_threshold,
    ground_energy,
    hierarchical_margin,
    hierarchical_state,
    majority_state,
    most_patterns,
    zero_temperature_map,
)
from lib.dynamics.multitasking_hopfield.meanfield import (
    Learned,
    Retrieval,
    State,
    column_weights,
    columns,
    example_instability,
    example_retrieval,
    free_energy,
    learning_equations,
    one_step,
    self_consistency,
    stability,
)
from lib.dynamics.multitasking_hopfield.network import (
    MultitaskingHebbian,
    diluted_patterns,
    final_overlaps,
    hamiltonian_from_losses,
    ladder_spins,
    noisy_examples,
    overlaps_with,
    retrieval_sweep,
    start_on,
)

__all__ = [
    "Learned",
    "MultitaskingHebbian",
    "Retrieval",
    "State",
    "column_weights",
    "columns",
    "critical_dilution",
    "diluted_patterns",
    "energy_crossing",
    "example_instability",
    "example_retrieval",
    "example_threshold",
    "final_overlaps",
    "free_energy",
    "ground_energy",
    "hamiltonian_from_losses",
    "hierarchical_margin",
    "hierarchical_state",
    "ladder_spins",
    "learning_equations",
    "majority_state",
    "most_patterns",
    "noisy_examples",
    "one_step",
    "overlaps_with",
    "retrieval_sweep",
    "self_consistency",
    "stability",
    "start_on",
    "zero_temperature_map",
]
