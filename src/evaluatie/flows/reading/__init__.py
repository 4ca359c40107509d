"""Reading counts, exposures and labels as they are given to the functions of this room."""
