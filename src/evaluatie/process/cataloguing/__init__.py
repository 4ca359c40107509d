"""Interventions as the guide for employers and a study describe them."""
