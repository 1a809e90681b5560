#!/bin/sh
# Rebuilds results/algoperf-*/ from a clone of mlcommons/submissions_algorithms:
#
#     sh docs/ingest/examples/algoperf-all.sh CLONE
#
# What an algorithm is called and when it was published stands in algoperf-board.csv. A command refuses what cannot be
# read and says why; then it ends with 1, and the others go on.
board=$1/previous_leaderboards/algoperf_v05 # board 0.6 has other code, and so other seconds

trials() { # RULESET WORKLOAD
    find "$board" -name eval_measurements.csv | grep -E "/$1/[^/]*/study_[0-9]*/$2_(jax|pytorch)/" | sort
}

workload() { # WORKLOAD TASK TARGET METRIC [OPTIONS]: by both rulesets
    workload=$1 task=$2 target=$3 metric=$4
    shift 4
    for ruleset in external_tuning:tuned self_tuning:untuned; do
        # shellcheck disable=SC2046 # the clone's paths have no blanks
        effsite ingest algoperf $(trials "${ruleset%:*}" "$workload") --task "$task" --target "$target-${ruleset#*:}" \
            --metric "validation/$metric" --submission algoperf --rule median --curves best --attempts --no-estimate \
            --facts docs/ingest/examples/algoperf-board.csv "$@"
    done
}

workload criteo1tb algoperf-criteo loss-0-1237 loss
workload fastmri algoperf-fastmri ssim-0-7237 ssim
workload imagenet_resnet algoperf-resnet accuracy-77-4 accuracy --form fraction
workload imagenet_vit algoperf-vit accuracy-77-3 accuracy --form fraction
workload librispeech_conformer algoperf-conformer wer-8-6 wer --form fraction
workload librispeech_deepspeech algoperf-deepspeech wer-12 wer --form fraction
workload ogbg algoperf-ogbg map-28-1 mean_average_precision --form fraction
workload wmt algoperf-wmt bleu-30-8 bleu
