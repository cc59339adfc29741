"""A saved model made ready to answer: draft, certified export, predictor, prediction log."""
