"""The page of a cell's wrong predictions, for one who looks for their cause."""
