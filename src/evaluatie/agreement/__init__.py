"""Agreement beyond chance: kappas and alpha, from counts; whoever codes, judges or scores the same units."""

from evaluatie.agreement.coefficient import Coefficient
from evaluatie.agreement.distances import step_distances
from evaluatie.agreement.many_coders import fleiss_kappa, krippendorff_alpha
from evaluatie.agreement.shares import pair_agreement, specific_agreement
from evaluatie.agreement.two_coders import cohen_kappa

__all__ = [
    "Coefficient",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "pair_agreement",
    "specific_agreement",
    "step_distances",
]
