"""The worlds of the coverage study, how they are run, and the table that is made of them."""
