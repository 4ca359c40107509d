"""From a baseline to interventions that are worth discussing."""
