"""Groups of people: levels, ages and origin from what stands in a column."""
