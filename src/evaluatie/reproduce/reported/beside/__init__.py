"""What else can be checked in a sentence beside a p: means of whole answers, indices of fit, effect sizes, alpha."""
