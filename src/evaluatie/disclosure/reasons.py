"""Why a number is not shown; the report words each of them."""

SMALL, UNIFORM, COMPLEMENT, DIFFERENCE, CROSSING = "small", "uniform", "complement", "difference", "crossing"
#: any of these, of a part of a group: which of them would tell how many people are in it
PART = "part"
#: whoever delivered the means withheld it
SOURCE = "source"
