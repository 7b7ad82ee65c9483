"""A Dask cluster as an executor: the same tasks, on the workers of other processes or machines.

The workers share the project's folder with this process: they read the clips there and keep
finished folds there. docs/scaling.md says how to start them.
"""

import hashlib
import importlib.metadata
import platform
import sys
from pathlib import Path

from distributed import Client, KilledWorker
from distributed.cfexecutor import ClientExecutor

from mer.core.errors import UserError

TIMEOUT = 10  # seconds for the scheduler to answer
_LIBRARIES = ("dlib-bin", "imgaug", "keras", "numpy", "opencv-python-headless", "tensorflow")
_START = "restart it in the project's folder, as docs/scaling.md says"
_CODE = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parents[1].rglob("*.py")))
).hexdigest()
"""Digest of the project as it was imported: a worker that keeps running sees no later change."""


class Cluster(ClientExecutor):
    """Dask's executor; its end closes the connection, and the cluster keeps running.

    A task whose worker dies is sent to another one; after the third death it fails.
    """

    broken = (KilledWorker,)

    def __init__(self, client: Client):
        """Send tasks through `client`."""
        super().__init__(client, pure=False)  # not pure: a task runs as often as it is submitted

    @property
    def width(self) -> int:
        """The number of workers that there are now."""
        return max(1, len(self._client.nthreads()))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the connection; without `wait`, or with `cancel_futures`, drop what is not done."""
        super().shutdown(wait and not cancel_futures)
        self._client.close()


def connect(address: str) -> Cluster:
    """Connect to a scheduler and wait for its first worker.

    Args:
        address: of the scheduler, such as `tcp://head:8786`.

    Raises:
        UserError: none answers there, or a worker is not fit for this project's tasks.
    """
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:  # Dask's own TimeoutError is an OSError
        raise UserError(
            f"execution.address: expected a Dask scheduler at {address}, none answered ({error}); "
            "start one (docs/scaling.md), correct the address, or leave it empty to work on this "
            "machine."
        ) from None
    try:
        if not client.nthreads():
            print(
                f"waiting for a worker to join the Dask cluster at {address}",
                file=sys.stderr,
                flush=True,
            )
            client.wait_for_workers(1)
        _check(client)
    except BaseException:
        client.close()
        raise
    return Cluster(client)


def _check(client: Client) -> None:
    """Reject workers with other code or libraries, or with more than one thread."""
    for worker, threads in client.nthreads().items():
        if threads != 1:
            raise UserError(
                f"Dask worker {worker}: expected one thread, received {threads}; start it with "
                "--nthreads 1, and as many workers as there are cores (or GPUs)."
            )
    try:
        theirs = client.run(_identity, str(Path.cwd()))
    except ModuleNotFoundError as error:
        raise UserError(
            f"the Dask cluster: a worker cannot import the project ({error}); {_START}."
        ) from None
    ours = _identity(str(Path.cwd()))
    for worker, identity in theirs.items():
        for name, value in ours.items():
            if identity[name] != value:
                raise UserError(
                    f"Dask worker {worker}: expected {name} {value}, as here, "
                    f"received {identity[name]}; {_START}."
                )


def _identity(folder: str) -> dict[str, str]:
    """Return what a worker's results depend on: its view of the folder, its code, its libraries."""
    identity = {
        "folder": folder if (Path(folder) / "params.yaml").is_file() else f"no {folder}/params.yaml"
    }
    identity |= {"code": _CODE[:12], "Python": platform.python_version()}
    return identity | {name: importlib.metadata.version(name) for name in _LIBRARIES}
