"""From a data set's frames to clips of equal length: which frames, which face, which pixels."""
