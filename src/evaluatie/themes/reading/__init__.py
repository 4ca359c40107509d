"""Reading coded conversations: documents, themes, coders, and all that is wrong with them at once."""
