"""Section conversations: which themes came up in coded conversations, and how that changed between rounds."""
