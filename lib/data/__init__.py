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
from lib.data.shipped import shipped_file

__all__ = [
    "Collaborations",
    "Composition",
    "Contacts",
    "forensic_glass",
    "high_school_contacts",
    "hospital_contacts",
    "preparatory_class_contacts",
    "primary_school_contacts",
    "roman_glass_cups",
    "romano_british_pottery",
    "scientometrics_collaborations",
    "shipped_file",
    "workplace_contacts",
]
