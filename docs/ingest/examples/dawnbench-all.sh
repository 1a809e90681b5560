#!/bin/sh
# Makes the learning curves of DAWNBench's entries anew, in results/imagenet/curves/ and results/cifar10/curves/, from a
# clone of stanford-futuredata/dawn-bench-entries:
#
#     sh docs/ingest/examples/dawnbench-all.sh CLONE
#
# The rows of these entries were written by hand: their notes say what network and which image sizes each is counted with.
# The same counts stand here. A command refuses what cannot be read and says why.
entries=$1
apart=$(mktemp -d) # a project of its own, so that the rows stay as they are
mkdir "$apart/results"
cp -r results/hardware results/imagenet results/cifar10 "$apart/results/"
rm -r "$apart"/results/imagenet/curves "$apart"/results/cifar10/curves "$apart"/results/imagenet/*.csv "$apart"/results/cifar10/*.csv

entry() { # FOLDER TASK TARGET ENTRY [OPTIONS]
    folder=$1 task=$2 target=$3 entry=$4
    shift 4
    effsite ingest dawnbench "$entries/$folder/train/$entry.tsv" --project "$apart" --task "$task" --target "$target" \
        --submission dawnbench --system "$entry" --published 2017-10-27 --no-estimate "$@"
}
imagenet() { entry ImageNet imagenet dawnbench-level "$@"; }
cifar10() { entry CIFAR10 cifar10 94-percent "$@"; }

# ResNet-50 forward, at as many pixels a side: 8.178e9 x (side / 224)^2
at96=1.50208e+09 at128=2.67037e+09 at224=8.178e9 at288=1.35187e+10

{
    imagenet dawn_resnet152_b_4M60_ec2_tensorflow --flop-per-example 2.3028e10
    imagenet dawn_resnet152_b_8k80_ec2_mxnet --flop-per-example 2.3028e10
    imagenet ppwwyyxx_resnet152_8P100-DGX1_tensorpack --flop-per-example 2.3028e10
    imagenet diux_resnet50_p3-tensorpack --flop-per-example 8.178e9
    imagenet google_resnet50_tpu_tensorflow17 --flop-per-example 8.178e9
    imagenet google_amoeba_net_d_tpu_tensorflow18
    imagenet google_resnet50_tpupod_tensorflow18 --flop-per-example 8.178e9
    imagenet Intel_Resnet50_ec2_Xeon_8124M_intelcaffe --flop-per-example 8.178e9
    imagenet Intel_Resnet56_ec2_Xeon_8124M_intercaffe
    imagenet google_resnet50_tpu_tensorflow18 --flop-per-example 8.178e9
    imagenet Intel_Resnet50_4K_ec2_Xeon_8124M_intelcaffe --flop-per-example 8.178e9
    imagenet google_amoeba_net_d_quater_tpupod_tensorflow18
    imagenet google_amoeba_net_d_sixteenth_tpupod_tensorflow18
    imagenet fastai_pytorch --phases "18epochs:$at128, 23epochs:$at224, 99epochs:$at288"
    imagenet fastai_resnet50_p3_16_machine_pytorch --phases "16epochs:$at128, 21epochs:$at224, 99epochs:$at288"
    imagenet fastai_resnet50_p3_4_machine_pytorch --phases "13epochs:$at128, 15epochs:$at224, 99epochs:$at288"
    imagenet fastai_resnet50_p3_8_machine_pytorch --phases "14epochs:$at128, 15epochs:$at224, 99epochs:$at288"
    imagenet google_resnet50_tpu_tensorflow111 --flop-per-example 8.178e9
    imagenet google_resnet50_tpu_tensorflow111_fastai --phases "18epochs:$at128, 99epochs:$at224"
    imagenet huaweicloud_resnet50_modelarts_16_machine_mxnet121 --phases "14epochs:$at128, 14epochs:$at224, 99epochs:$at288"
    imagenet gehc_resnet50_1_p3_16xlarge_tensorflow111 --phases "21epochs:$at128, 15epochs:$at224, 99epochs:$at288"
    imagenet setu_resnet50_azure-ndv2_pytorch --phases "13epochs:$at128, 12epochs:$at224, 99epochs:$at288"
    imagenet huaweicloud_resnet50_modelarts_16_machine_tensorflow18 --phases "15epochs:$at96, 16epochs:$at128, 4epochs:$at224, 99epochs:$at288"
    imagenet zte_resnet50_2_machine_tensorflow112 --phases "15epochs:$at96, 16epochs:$at128, 3epochs:$at224, 99epochs:$at288"
    imagenet lambda_resnet50_lambda_cloud_single_pytorch --phases "15epochs:$at128, 13epochs:$at224, 99epochs:$at288"
    imagenet alibabacloud_resnet50_gn6e_1_machine_tensorflow --phases "12epochs:$at96, 6epochs:$at128, 2epochs:$at224, 99epochs:$at288"
    imagenet alibabacloud_resnet50_gn6e_16_machine_tensorflow --phases "13epochs:$at96, 11epochs:$at128, 3epochs:$at224, 99epochs:$at288"
    cifar10 dawn_resnet164_b_16vCPUs-gc_pytorch --flop-per-example 495293440
    cifar10 dawn_resnet164_b_16vCPUs-gc_tensorflow --flop-per-example 489001984
    cifar10 dawn_resnet164_b_1k80-ec2_pytorch --flop-per-example 495293440
    cifar10 dawn_resnet164_b_1k80-ec2_tensorflow --flop-per-example 489001984
    cifar10 dawn_resnet164_b_1k80-gc_pytorch --flop-per-example 495293440
    cifar10 dawn_resnet164_b_1k80-gc_tensorflow --flop-per-example 489001984
    cifar10 dawn_resnet164_b_1p100-dawn_pytorch --flop-per-example 495293440
    cifar10 dawn_resnet164_b_1p100-dawn_tensorflow --flop-per-example 489001984
    cifar10 dawn_resnet164_nb_16vCPUs-gc_pytorch --flop-per-example 761103616
    cifar10 dawn_resnet164_nb_16vCPUs-gc_tensorflow --flop-per-example 760579328
    cifar10 dawn_resnet164_nb_1k80-ec2_pytorch --flop-per-example 761103616
    cifar10 dawn_resnet164_nb_1k80-gc_pytorch --flop-per-example 761103616
    cifar10 dawn_resnet164_nb_1k80-gc_tensorflow --flop-per-example 760579328
    cifar10 dawn_resnet164_nb_1p100-dawn_pytorch --flop-per-example 761103616
    cifar10 dawn_resnet164_nb_1p100-dawn_tensorflow --flop-per-example 760579328
    cifar10 diux_cifar_g3 --flop-per-example 222659840
    cifar10 diux_cifar_p3 --flop-per-example 222659840
    cifar10 dawn_resnet164_nb_1p100-dawn_tensorflow_part2 --flop-per-example 760579328
    cifar10 fastai_pytorch --flop-per-example 2769133056
    cifar10 fastai_pytorch_single_volta --flop-per-example 2769133056
    cifar10 KRes34_1GTX1080Ti_pytorch
    cifar10 basenet --flop-per-example 920004608
    cifar10 davidcpage_resnet9_1v100-ec2_pytorch --flop-per-example 758523904
    cifar10 ajay_resnet9_1v100_pytorch --flop-per-example 758523904
    cifar10 BAIDU-USA-GAIT_BaiduNet9_1GV100_pytorch --flop-per-example 683021312
    cifar10 BAIDU-USA-GAIT_BaiduNet9P_8GV100_pytorch --flop-per-example 1249254912
    cifar10 lambda_BaiduNet9_lambda_cloud_single_pytorch --flop-per-example 1249254912
    cifar10 kakaobrain_custom-resnet9_1v100-braincloud_pytorch --flop-per-example 491044864
    cifar10 kakaobrain_custom-resnet9_4v100-braincloud_pytorch --flop-per-example 505793024
    cifar10 apple_resnet9_8v100_pytorch --flop-per-example 760016896
    cifar10 ajay_resnet9_4v100_pytorch --flop-per-example 760016896
}

for task in imagenet cifar10; do
    mkdir -p results/$task/curves
    cp "$apart/results/$task/curves/"*.csv results/$task/curves/
done
rm -r "$apart"
