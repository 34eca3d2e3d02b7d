"""x"""

from byhand.derivation.judgement import Derivation, Judgement
from byhand.derivation.problem import Problem
from byhand.derivation.rules import rules

__all__ = ["Derivation", "Judgement", "Problem", "rules"]
