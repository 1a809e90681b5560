#!/bin/sh
# Rebuilds results/marin-speedrun/ and results/marin-hardware/ from a clone of marin-community/speedrun:
#
#     sh docs/ingest/examples/marin-all.sh CLONE
clone=$1
commit=$(git -C "$clone" rev-parse HEAD)

board() { # TASK [OPTIONS]
    task=$1
    shift
    effsite ingest marin "$clone/data" --task "$task" --submission board \
        --source "Marin speedrun, data/runs.json @$(echo "$commit" | cut -c1-7)" \
        --source-url "https://github.com/marin-community/speedrun/blob/$commit/data/runs.json" "$@"
}

board marin-speedrun
board marin-hardware --column training_flop=training_hardware_flops
