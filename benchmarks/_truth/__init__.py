"""The study of truth recovery: made-up organisations, what their reports say, and what is true of them."""
