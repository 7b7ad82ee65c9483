"""What a machine computes with: processor, memory, linear algebra, GPUs. No library is started."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from mer.evaluation.results import UNKNOWN, Blas, Gpu, Processor

_VECTORS = (
    *("sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx512_bf16"),
    *("avx_vnni", "amx_bf16", "amx_int8", "amx_tile", "asimd", "sve", "bf16", "i8mm"),
)
"""Names in /proc/cpuinfo that oneDNN and OpenBLAS look for."""
_PREFIXES = (
    *("ONEDNN_", "DNNL_", "OPENBLAS_", "MKL_", "OMP_", "TF_ENABLE_", "TF_NUM_", "TF_DETERMINISTIC"),
    *("TF_CUDNN_", "TF_XLA_", "XLA_", "CUBLAS_", "CUDA_VISIBLE", "NVIDIA_TF32", "KERAS_BACKEND"),
)
"""How the names of environment variables begin that change how numbers are computed."""
_PATH_SIGNS = ("/", "\\")
_QUERY = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
_PATIENCE = 10  # seconds: a driver that hangs is no reason to wait for ever


def processor() -> Processor:
    """Describe the processor."""
    info = _cpuinfo()
    flags = set((info.get("flags") or info.get("Features") or "").split())
    cores = os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return Processor(
        name=info.get("model name") or _sysctl() or platform.processor() or UNKNOWN,
        architecture=platform.machine() or UNKNOWN,
        cores=cores,
        cores_allowed=allowed,
        vector_instructions=[name for name in _VECTORS if name in flags],
    )


def memory_gib() -> float | None:
    """Return the memory of the machine in GiB; None where the system does not say."""
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
    return round(pages * size / 2**30, 1)


def blas() -> list[Blas]:
    """List the libraries of linear algebra that NumPy and SciPy load."""
    import numpy as np  # noqa: F401, PLC0415 - both load theirs, which is what is looked for
    import scipy.linalg  # noqa: F401, PLC0415
    from threadpoolctl import threadpool_info  # noqa: PLC0415 - the light core has none

    found = [
        Blas(
            name=one["internal_api"],
            version=one["version"] or UNKNOWN,
            architecture=one.get("architecture") or UNKNOWN,
            used_by=_package(one["filepath"]),
        )
        for one in threadpool_info()
        if one["user_api"] == "blas"
    ]
    return sorted(found, key=lambda one: one.used_by)


def variables() -> dict[str, str]:
    """Return the environment variables that change how numbers are computed, sorted.

    A value that names a folder is not told: it would say who computed, and changes no number.
    """
    chosen = {
        name: value for name, value in sorted(os.environ.items()) if name.startswith(_PREFIXES)
    }
    hidden = {name for name, value in chosen.items() if any(sign in value for sign in _PATH_SIGNS)}
    return {name: "(a path)" if name in hidden else value for name, value in chosen.items()}


def gpus() -> list[Gpu]:
    """List the GPUs that `nvidia-smi` knows; none where there is no such program."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    try:
        done = subprocess.run(
            [program, *_QUERY], capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    if done.returncode:
        return []
    rows = [[cell.strip() for cell in line.split(",")] for line in done.stdout.splitlines()]
    return [Gpu(name=row[0], driver=row[1], memory=row[2]) for row in rows if len(row) == 3]


def _cpuinfo() -> dict[str, str]:
    """Read what Linux says of the first core."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.split("\n\n", maxsplit=1)[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _sysctl() -> str:
    """Ask macOS for the name of the processor."""
    try:
        done = subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if not done.returncode else ""


def _package(path: str) -> str:
    """Name the package that brings a library, by its folder.

    >>> _package("/x/site-packages/numpy.libs/libopenblas.so")
    'numpy'
    """
    folders = [part for part in Path(path).parts if part.endswith((".libs", ".dylibs"))]
    return folders[-1].partition(".")[0] if folders else UNKNOWN
