#!/usr/bin/env bash
# The image set on a Slurm cluster: each task of a job array draws its share; the last one to be done joins the manifests.
#
#   sbatch --array=1-64 --cpus-per-task=8 scripts/slurm/dataset_images.sh --input_dir data/amass --output_dir data/render --babel_dir data/babel_v1.0_release
#
# Tasks that were stopped are started again with the same command: what is there is kept. The array must have as many tasks as it had
# the first time, or their shares would be others. To start only some of an array of 64 that began at 1:
#
#   SMOG_SHARDS=64 sbatch --export=ALL --array=7,9 ... scripts/slurm/dataset_images.sh ...
#
#SBATCH --job-name=smog-images
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=400M
#SBATCH --time=04:00:00
#SBATCH --output=smog-images-%A_%a.log
set -euo pipefail

if [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
    echo "dataset_images.sh: this is no task of a job array; start it with: sbatch --array=1-N $0 ..." >&2
    exit 64
fi
if [ -n "${SMOG_SHARDS:-}" ]; then
    first=1
    count=$SMOG_SHARDS
else
    # Arrays may begin at 0 or 1, or anywhere.
    first=${SLURM_ARRAY_TASK_MIN:-1}
    count=${SLURM_ARRAY_TASK_COUNT:?}
    if [ "$((${SLURM_ARRAY_TASK_MAX:-$((first + count - 1))} - first + 1))" -ne "$count" ]; then
        echo "dataset_images.sh: the array has gaps; say how many tasks the whole one has: SMOG_SHARDS=${SLURM_ARRAY_TASK_MAX}" >&2
        exit 64
    fi
fi
shard=$((SLURM_ARRAY_TASK_ID - first + 1))
exec ${SMOG:-smog} dataset images "$@" --shard "$shard/$count" --workers "${SLURM_CPUS_PER_TASK:-1}"
