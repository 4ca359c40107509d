"""Why a number is not shown; the report words each of them."""

SMALL, UNIFORM, COMPLEMENT, DIFFERENCE, CROSSING = "small", "uniform", "complement", "difference", "crossing"
#: enough people belong to the group, and too few of them answered
ANSWERS = "answers"
#: too small a share of the people who belong to the group, or to the organisation, answered
RESPONSE = "response"
#: a model has too few degrees of freedom
DF = "df"
#: any of these, of a part of a group: which of them would tell how many people are in it
PART = "part"
#: whoever delivered the means withheld it
SOURCE = "source"
