"""Networks, one file each, behind one contract: a function `build(shape, settings, precision) -> keras.Model`.

Args of `build`:
    shape: frames, height and width of a clip.
    settings: the section of params.yaml with the network's sizes.
    precision: `float32`, `mixed_bfloat16` or `mixed_float16`: what its layers compute in. Weights are float32.

The model it returns:
    takes: (batch, frames, height, width, 1) float32, scaled as `mer.learning.batches` says.
    gives: (batch, 3) float32 in any precision, the probabilities of `mer.core.vocabulary.CLASSES` in their order.
    draws nothing of its own: `mer.learning.step` sets weights and dropout of each fold from the fold's generator.
    depends on nothing but these arguments: the code of its file is part of a finished fold's key, so that a changed number
        trains anew and a reworded comment does not.
"""
