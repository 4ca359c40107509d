"""The six steps, and how far an organisation has come."""
