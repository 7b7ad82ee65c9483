"""Training the folds of a plan, and keeping what was trained."""
