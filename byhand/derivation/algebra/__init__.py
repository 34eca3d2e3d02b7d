"""From tree to numbers: shapes, values, sums."""
