"""A section of the researcher's own, made of the sentences, tables and figures that reports know."""
