"""Loaders for real data that ships inside installable packages, and generators."""

from lib.data.collaborations import Collaborations, scientometrics_collaborations
from lib.data.compositions import Composition, forensic_glass, roman_glass_cups, romano_british_pottery
from lib.data.contacts import (
    Contacts,
    high_school_contacts,
    hospital_contacts,
    preparatory_class_contacts,
    primary_school_contacts,
    workplace_contacts,
)
from lib.data.risk import RiskTable, biopsy, compas_two_years, german_credit, mammographic, rossi
from lib.data.shipped import shipped_file

__all__ = [
    "Collaborations",
    "Composition",
    "Contacts",
    "RiskTable",
    "biopsy",
    "compas_two_years",
    "forensic_glass",
    "german_credit",
    "high_school_contacts",
    "hospital_contacts",
    "mammographic",
    "preparatory_class_contacts",
    "primary_school_contacts",
    "roman_glass_cups",
    "romano_british_pottery",
    "rossi",
    "scientometrics_collaborations",
    "shipped_file",
    "workplace_contacts",
]
