"""Ratios measured in one run: they hold on a slow machine and a fast one alike (`make bench`)."""
