"""What is looked for at the gate: people who can be recognised, wrong links, files that are not what they seem."""
