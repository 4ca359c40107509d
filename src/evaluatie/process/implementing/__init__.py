"""What was carried out of the interventions."""

from evaluatie.process.implementing.implementation_result import Implementation
from evaluatie.process.implementing.implementing import implementation

__all__ = ["Implementation", "implementation"]
