"""Reference benchmark for facial micro-expression recognition with a 3D CNN."""
