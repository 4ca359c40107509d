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
#: estimates and standard errors of factor models: lavaan stops where a step changes the fit by less than about 1e-10,
#: which leaves its parameters within some 1e-5 of the best values (ours have a gradient of 1e-12)
LAVAAN_ESTIMATE = 1e-4
#: moments under missing answers: lavaan's EM stops earlier than ours, and indices from its moments inherit that
LAVAAN_EM = 1e-5
#: limits of RMSEA in lavaan: its root finder stops at 1e-4 of a noncentrality, of which the limit is the root
LAVAAN_ROOT = 1e-3
#: limits that R's fisher.test and mantelhaen.test find with uniroot, which stops at 1.2e-4 of its own scale
R_ROOT = 2e-4
#: mid-P limits of epitools, whose root finder stops at about 2e-5
EPITOOLS_ROOT = 1e-4
#: roots and sums over all outcomes that we find in another way than the function does
ROOT = 1e-8
#: the same figure after units, labels or rows were exchanged: rounding in another order
SAME_FIGURE = 1e-9
#: a root on a grid by brute force
GRID = 0.02
#: figures near zero are compared absolutely
NEAR_ZERO = 1e-12
