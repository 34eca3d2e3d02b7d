"""Text to tree: tokens, grammar, names; and back, typeset."""
