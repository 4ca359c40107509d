"""Cox's model of proportional hazards."""
