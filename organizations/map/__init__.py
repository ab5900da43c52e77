"""The map of a result: a projection, anchor points, and what is drawn from counts."""
