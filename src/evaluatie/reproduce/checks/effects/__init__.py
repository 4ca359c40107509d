"""Effect sizes, intervals and tests of means, recomputed from what is printed beside them."""
