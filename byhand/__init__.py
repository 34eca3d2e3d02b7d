"""Backpropagation by Hand: the students' library."""
