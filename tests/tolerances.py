"""How closely figures must agree with other programs, by kind of quantity.

Relative tolerances. Where a looser one is used, it says why; no test writes a tolerance of its own.
"""

#: means, t tests, standard deviations, effect sizes and their large-sample standard errors, alpha
CLOSED_FORM = 1e-10
#: figures printed with ten significant digits: half a unit of the last one
PRINTED_TEN_DIGITS = 5e-10
#: fixed effects, fit indices, standard errors of fitted models
FITTED = 1e-6
#: variance components and Satterthwaite degrees of freedom: lme4's own optimiser stops there
VARIANCE_COMPONENT = 1e-4
#: noncentral t intervals: effectsize finds them with a general optimiser that stops at about 1e-5
NONCENTRAL_REFERENCE = 1e-5
#: figures near zero are compared absolutely
NEAR_ZERO = 1e-12
