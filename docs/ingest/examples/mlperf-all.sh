#!/bin/sh
# Rebuilds results/mlperf-*/mlperf.csv from clones of the results repositories of MLPerf Training, which stand side
# by side in one folder, named as they come (training_results_v4.0) or by the version alone (v4.0):
#
#     sh docs/ingest/examples/mlperf-all.sh CLONES
#
# A command refuses what cannot be read and says why; then it ends with 1, and the others go on.
clones=$1

entries() { # ROUNDS BENCHMARK TASK TARGET [OPTIONS]: all of the closed division
    rounds=$1 benchmark=$2 task=$3 target=$4
    shift 4
    # shellcheck disable=SC2086 # the rounds are a pattern
    effsite ingest mlperf "$clones"/*$rounds/*/results/*/"$benchmark" --task "$task" --target "$target" \
        --facts docs/ingest/examples/mlperf-rounds.csv --only division=closed --no-estimate \
        --curves records --submission mlperf "$@"
}

all='v[0-9].[0-9]'
value='--metric eval_accuracy'

# shellcheck disable=SC2086 # two words
{
    entries "$all" resnet mlperf-resnet 75-9-percent $value --model resnet50
    entries 'v[01].[0-9]' ssd mlperf-ssd map-23 $value
    entries 'v[2-9].[0-9]' ssd mlperf-retinanet map-34 $value --examples-per-epoch 1170301
    entries "$all" retinanet mlperf-retinanet map-34 $value --examples-per-epoch 1170301
    entries 'v0.6' mask mlperf-maskrcnn box-ap-37-7 --metric BBOX --examples-per-epoch 117266
    entries "$all" maskrcnn mlperf-maskrcnn box-ap-37-7 --metric BBOX --examples-per-epoch 117266
    entries 'v[1-9].[0-9]' bert mlperf-bert accuracy-72 $value
    entries 'v0.7' bert mlperf-bert accuracy-71-2 $value
    entries "$all" rnnt mlperf-rnnt wer-5-8 --metric eval_wer
    entries "$all" unet3d mlperf-unet3d dice-0-908 $value
    entries "$all" dlrm mlperf-dlrm auc-0-8025 $value
    entries "$all" dlrm_dcnv2 mlperf-dlrm-dcnv2 auc-0-80275 $value
    entries 'v0.7' minigo mlperf-minigo win-rate-50 $value # round 0.6 played on a smaller board
    entries 'v[1-9].[0-9]' minigo mlperf-minigo win-rate-50 $value
    entries "$all" gnmt mlperf-gnmt bleu-24 $value
    entries "$all" transformer mlperf-transformer bleu-25 $value --examples-per-epoch 4590101
    entries "$all" gpt3 mlperf-gpt3 loss-2-69
    entries "$all" llama2_70b_lora mlperf-llama2-lora loss-0-925
    entries "$all" llama31_8b mlperf-llama31-8b loss-3-3
    entries "$all" llama31_405b mlperf-llama31-405b loss-5-6
    entries "$all" flux1 mlperf-flux loss-0-586
    entries "$all" gnn mlperf-rgat accuracy-72 $value
    entries "$all" rgat mlperf-rgat accuracy-72 $value
    entries "$all" stable_diffusion mlperf-stable-diffusion fid-90 --metric FID
}
