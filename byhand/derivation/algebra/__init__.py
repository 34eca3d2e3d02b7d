"""Tree to numbers: shapes, values, sums."""
