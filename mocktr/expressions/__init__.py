"""The expression language: compile a text once, then ask it about any number of scopes.

It knows nothing of what its names stand for; callers hand in a scope that does.
"""

from mocktr.expressions.compile import Expression, compile
from mocktr.expressions.errors import ExpressionError
from mocktr.expressions.explanation import Explanation
from mocktr.expressions.ordering import Clause, Ordering, ordering
from mocktr.expressions.reference import Reference, reference
from mocktr.expressions.values import equal

__all__ = [
    "Clause",
    "Explanation",
    "Expression",
    "ExpressionError",
    "Ordering",
    "Reference",
    "compile",
    "equal",
    "ordering",
    "reference",
]
