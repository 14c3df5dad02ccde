"""Loaders for real data that ships inside installable packages, and generators."""

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
from lib.data.time_series import TimeSeries, gun_point, italy_power_demand

__all__ = [
    "Composition",
    "Contacts",
    "TimeSeries",
    "forensic_glass",
    "gun_point",
    "high_school_contacts",
    "hospital_contacts",
    "italy_power_demand",
    "preparatory_class_contacts",
    "primary_school_contacts",
    "roman_glass_cups",
    "romano_british_pottery",
    "shipped_file",
    "workplace_contacts",
]
