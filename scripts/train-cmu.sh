#!/usr/bin/env bash
# Trains the model that comes with the project (models/smog-cmu) anew, from data/cmu alone; goes on where it was stopped.
# On two processors it takes one and a half to two and a half hours. Result: exps/smog-cmu/checkpoint_0200.pth.tar
set -euo pipefail
cd "$(dirname "$0")/.."
smog=.build/release/smog
folder=${1:-exps/smog-cmu}
if [ -f "$folder/training_state.pt" ]; then exec "$smog" train --resume "$folder"; fi

# What CLIP's image tower looks at: a picture for each 100 frames.
"$smog" dataset images --input_dir data/cmu --babel_dir data/cmu --output_dir render/cmu-images --size 96
exec "$smog" train --datapath data/cmu --babel_dir data/cmu --clip_images_dir render/cmu-images --folder "$folder" \
  --model "${2:-smog}" --latent_dim 128 --num_layers 3 --batch_size 12 --examples 24 --lambda-text-rc 200 --lambda_rc 100 --lambda_vel 1000 \
  --clip_training text_image --clip_layers 2 --clip-width 64 --clip-resolution 64 --num_epochs "${3:-200}" --snapshot 10 \
  --lr 8e-4 --schedule cosine --warm-up 200 --face-front --mirroring 0.5 --phrasings data/cmu/phrasings.json --half --clip-norm 1 \
  --dropout 0 --seed 7
