"""Who trains on whom: splits, augmented copies, balancing, and the plan that holds them all."""
