"""Fit indices of factor and path models: what follows from what, and whether they can have been printed together."""
