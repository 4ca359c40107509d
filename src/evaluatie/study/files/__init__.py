"""Reading what was delivered: files of every kind as cells, whoever exported them."""
