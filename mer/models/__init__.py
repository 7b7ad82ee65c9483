"""Networks, one file each, behind one contract: `build(shape, settings, precision) -> keras.Model`.

What `build` takes:

- `shape`: frames, height and width of a clip.
- `settings`: the section of params.yaml with the sizes of the network.
- `precision`: `float32`, `mixed_bfloat16` or `mixed_float16`, what the layers compute in. Weights
  are float32.

What the model does:

- It maps clips (batch, frames, height, width, 1), float32 and scaled by `mer.learning.batches`, to
  (batch, 3), float32 in any precision: the probabilities of `mer.core.vocabulary.CLASSES`.
- It depends on nothing but these arguments. `mer.learning.step` sets the weights (`kernel` and
  `bias` of each layer) and the seeds of dropout for each fold.
- Its code is part of a finished fold's key: a changed number trains every fold again, a reworded
  comment does not.
"""
