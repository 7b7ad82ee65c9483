#!/usr/bin/env bash
# The folds of all cells as an array job: each task trains its part of them, and no server runs anywhere.
#
#   mer grid --plans-only                              # on the login node: everything up to the plans
#   sbatch --array=1-8 scripts/slurm.sh                # the folds, in eight parts
#   sbatch --dependency=afterany:JOB scripts/slurm.sh  # what is left, then tables and pages
#
# All tasks share the project's folder, or at least the folder of finished folds (the variable MER_FOLDS). A task that is
# killed costs only its unfinished folds: submit the same array again. With GPUs, give --gres to all jobs alike: finished
# folds are kept by the number of GPUs that trained them, and the last job would look for others.
#SBATCH --job-name=mer
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=08:00:00
#SBATCH --output=slurm-%A_%a.out
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-.}"
[ -d .venv ] && export PATH="$PWD/.venv/bin:$PATH"

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    # by the task's place among all, as an array need not start at 1
    # shellcheck disable=SC2153  # Slurm sets SLURM_ARRAY_TASK_MIN as well
    part=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))
    exec python -m mer grid --shard "$part/$SLURM_ARRAY_TASK_COUNT"
fi
python -m mer grid
exec dvc repro
