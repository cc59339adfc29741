"""Families of the catalogue: what each feature is. Formulas are computed elsewhere, under the same names."""
