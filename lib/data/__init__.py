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
from lib.data.time_series import TimeSeries, gun_point, italy_power_demand

__all__ = [
    "Collaborations",
    "Composition",
    "Contacts",
    "RiskTable",
    "TimeSeries",
    "biopsy",
    "compas_two_years",
    "forensic_glass",
    "german_credit",
    "gun_point",
    "high_school_contacts",
    "hospital_contacts",
    "italy_power_demand",
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
