"""The stages of dvc.yaml, one file per stage: `python -m stages.mask smic`."""

from mer.core import command

# a stage's imports come before its `command.run`, and some fail on a bare machine
command.explain_failed_imports()
