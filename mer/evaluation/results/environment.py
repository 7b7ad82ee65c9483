"""Where results were made: metrics/environment.json."""

from mer.evaluation.results.base import Record, Result

UNKNOWN = "unknown"
"""What stands in place of a text that could not be found out."""


class Processor(Record):
    """What computes.

    Attributes:
        name: as the system calls it.
        architecture: `x86_64`, `arm64`.
        cores: of the machine, counted as the system does.
        cores_allowed: those that the process may run on.
        vector_instructions: sets of instructions that oneDNN and BLAS choose their code by.
    """

    name: str
    architecture: str
    cores: int
    cores_allowed: int
    vector_instructions: list[str]


class Blas(Record):
    """A library of linear algebra; `used_by` is the package that brings it."""

    name: str
    version: str
    architecture: str
    used_by: str


class Gpu(Record):
    """A GPU of NVIDIA; `memory` with its unit, as `nvidia-smi` writes it."""

    name: str
    driver: str
    memory: str


class Environment(Result):
    """Code, settings, versions and machine at the time when `dvc repro` wrote the file.

    Attributes:
        date: in UTC.
        commit: which was checked out; `unknown` without git.
        changed: files that results are computed with and that differ from the commit; None where
            that is not known.
        params_sha256: of params.yaml, byte for byte.
        predictions_sha256: of the entries `train@v` of dvc.lock, which name by digest the code, the
            clips and plans that were trained with, and the predictions. Unlike the rest of
            the file they are complete while `dvc repro` still runs.
        libraries: direct dependencies, name → version.
        memory_gib: of the machine.
        variables: environment variables that change how BLAS, oneDNN or the GPU compute; those that
            are set.
        gpus: none where there is no `nvidia-smi`.
        seconds: stage or command → how long it took when it last ran on this machine. Stages whose
            results DVC took from its cache are of an earlier run, or absent.
    """

    date: str
    commit: str
    changed: list[str] | None
    params_sha256: str
    predictions_sha256: str
    python: str
    system: str
    libraries: dict[str, str]
    processor: Processor
    memory_gib: float | None
    blas: list[Blas]
    variables: dict[str, str]
    gpus: list[Gpu]
    seconds: dict[str, float]
