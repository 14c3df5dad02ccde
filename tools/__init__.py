"""What contributors run from the Makefile."""
