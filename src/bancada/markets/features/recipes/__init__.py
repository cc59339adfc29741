"""How every feature of the catalogue is computed, family by family."""
