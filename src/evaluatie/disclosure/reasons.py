"""Why a number is not shown; the report words each of them."""

SMALL, UNIFORM, COMPLEMENT, DIFFERENCE, CROSSING = "small", "uniform", "complement", "difference", "crossing"
#: whoever delivered the means withheld it
SOURCE = "source"
