"""How well one fitted model does, as small values that pages draw.

`values` can be imported without scikit-learn: a stored evaluation is shown without any engine.
"""
