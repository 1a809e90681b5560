#!/bin/sh
# Rebuilds results/fineweb-gpt2/nanogpt-*.csv, with every learning curve, from a clone of modded-nanogpt:
#
#     sh docs/ingest/examples/nanogpt-all.sh CLONE
#
# What a folder of logs is called and when it was published stands in nanogpt-logs.csv: a record to come is a line
# there, and the same command. A command refuses what cannot be read and says why; then it ends with 1, and the
# others go on.
records=$1/records

runs() { # SUBMISSION TARGET [OPTIONS]: of the folders and logs on the standard input, one a line
    submission=$1 target=$2
    shift 2
    # shellcheck disable=SC2046 # the clone's paths have no blanks
    effsite ingest nanogpt $(cat) --task fineweb-gpt2 --target "$target" --submission "$submission" --rule median \
        --curves best --attempts --facts docs/ingest/examples/nanogpt-logs.csv "$@"
}

small=$records/track_1_short
medium=$records/track_2_medium

# Up to record 11 the network is a dense GPT-2, and a step is 512 sequences of 1,024 tokens. ScaleUp1B is a larger one;
# 2025-05-09_SkipMLPBlocks repeats the logs of 2025-09-05_SkipMLPBlocks.
early='/2024-(0|10|11-0|11-10)'
unsaid='RuleTweak|noallreduce|UpgradeTorch190|BosAlign' # logs without the devices, of records 21 to 26
folders() { find "$small" -mindepth 1 -maxdepth 1 -type d | sort | grep -vE 'ScaleUp1B|2025-05-09_SkipMLPBlocks'; }

folders | grep -E "$early" | runs nanogpt-small small-tokens --parameters 123568128 --examples-per-step 524288
folders | grep -vE "$early|$unsaid" | runs nanogpt-small small-tokens --utilisation 0.33
folders | grep -E "$unsaid" |
    runs nanogpt-small small-tokens --utilisation 0.33 --examples-per-step 393216 --hardware 'H100 SXM x8'

echo "$medium/2025-01-18/main.log" |
    runs nanogpt-medium medium-tokens --parameters 353501184 --examples-per-step 524288
find "$medium" -name '*.txt' | sort | grep -v 2025-09-16_Snoo | runs nanogpt-medium medium-tokens --utilisation 0.33
echo "$medium/2025-09-16_Snoo" |
    runs nanogpt-medium medium-tokens --utilisation 0.33 --examples-per-step 524288 --hardware 'H100 SXM x8'

# One network, one batch: left out are lists of files, and logs that repeat others line by line.
grep -rl --include='*.txt' 'val_loss:' "$records/track_3_optimization/results" | sort |
    grep -vE 'fake_log|final_val_loss|batch_combined' |
    runs nanogpt-optimizers optimizers --parameters 123568128 --examples-per-step 524288
