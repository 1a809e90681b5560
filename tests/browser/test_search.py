"""What readers look for is found: each search gives the right page among the first three.

The site's own search is asked: its worker with its index, as the search field of a page asks it.
"""

from __future__ import annotations

import json

import pytest

from .conftest import material_search

pytestmark = [pytest.mark.browser, material_search]

FIRST = 3
ASK = """async ([worker, queries]) => {
  const index = await (await fetch("search/search_index.json")).json();
  const search = new Worker(worker);
  const answer = () => new Promise((resolve) => { search.onmessage = ({ data }) => resolve(data); });
  const tell = (type, data) => { const said = answer(); search.postMessage({ type, data }); return said; };
  await tell(0, { ...index, options: { suggest: false } });
  const found = {};
  for (const query of queries) {
    const { data } = await tell(2, query);
    found[query] = data.items.map(([first]) => first.location.replace(/#.*/, ""));
  }
  return found;
}"""
SEARCHES = {
    # systems
    "AlexNet": "imagenet/alexnet-level/ systems/alexnet/",
    "EfficientNet": "systems/efficientnet-b0/",
    "GoogLeNet": "systems/googlenet/",
    "VGG": "imagenet/alexnet-level/",
    "ShuffleNet": "systems/shufflenet-v1-1x/ systems/shufflenet-v2-1x/ imagenet/alexnet-level/",
    "MobileNet v1": "systems/mobilenet-v1/",
    "MobileNetV3": "systems/mobilenetv3-small-0-75-224/ systems/mobilenetv3-small-0-5-224/",
    "DenseNet": "imagenet/alexnet-level/",
    "AlphaGo Zero": "go/alphago-zero-level/ systems/alphago-zero/",
    "AlphaZero": "systems/alphazero/",
    "OpenAI Five": "dota2/openai-five-level/",
    "Seq2Seq": "wmt14-en-fr/seq2seq-level/",
    "Transformer": "wmt14-en-fr/seq2seq-level/ wmt14-en-fr/gnmt-level/ systems/transformer-base/ "
    "mlperf-transformer/bleu-25/",
    "airbench": "systems/airbench94/ systems/airbench95/ systems/airbench94-compiled/",
    "ResNet-9": "cifar10/94-percent/ systems/custom-resnet-9-8x-v100-apple/ "
    "systems/how-to-train-your-resnet-4-resnet-9/ systems/custom-resnet-9-1x-v100-kakao-brain/",
    "cuda-convnet": "cifar10-small/cuda-convnet-level/ systems/cuda-convnet/",
    "LeNet-5": "systems/lenet-5/",
    "DQN": "systems/dqn/",
    "Perceptron": "systems/perceptron/ ai-and-compute/",
    # targets and tasks
    "GPT-2": "fineweb-gpt2/track-1/ fineweb-gpt2/track-2/ fineweb-gpt2/",
    "GPT-2 medium": "fineweb-gpt2/track-2/",
    "NanoGPT": "fineweb-gpt2/ fineweb-gpt2/track-1/ ingest/nanogpt/",
    "speedrun": "fineweb-gpt2/ fineweb-gpt2/track-1/ fineweb-gpt2/track-2/",
    "GPT-3": "mlperf-gpt3/loss-2-69/",
    "BERT": "mlperf-bert/accuracy-72/ mlperf-bert/accuracy-71-2/ mlperf-bert/",
    "Llama 2": "mlperf-llama2-lora/loss-0-925/",
    "Llama 3.1 405B": "mlperf-llama31-405b/loss-5-6/",
    "Llama 3.1 8B": "mlperf-llama31-8b/loss-3-3/",
    "stable diffusion": "mlperf-stable-diffusion/fid-90/",
    "Flux": "mlperf-flux/loss-0-586/",
    "Mask R-CNN": "mlperf-maskrcnn/box-ap-37-7/",
    "RetinaNet": "mlperf-retinanet/map-34/",
    "DLRM": "mlperf-dlrm/auc-0-8025/ mlperf-dlrm-dcnv2/auc-0-80275/",
    "Minigo": "mlperf-minigo/win-rate-50/",
    "RNN-T": "mlperf-rnnt/wer-5-8/",
    "speech recognition": "mlperf-rnnt/wer-5-8/ targets/speech/",
    "CIFAR-10": "cifar10/ cifar10/94-percent/ cifar10/95-percent/ cifar10/96-percent/",
    "DAWNBench": "imagenet/dawnbench-level/ ingest/dawnbench/",
    "ImageNet": "imagenet/ imagenet/alexnet-level/ imagenet/resnet50-level/ imagenet/dawnbench-level/",
    "Shakespeare": "tiny-shakespeare/ tiny-shakespeare/loss-2/",
    "Dota": "dota2/openai-five-level/ targets/games/",
    # firms and people
    "fast.ai": "systems/resnet-50-128x-v100-ec2-fast-ai-diux/ systems/resnet-50-32x-v100-ec2-fast-ai-diux/ "
    "systems/resnet-50-8x-v100-ec2-fast-ai-and-students/",
    "Kakao Brain": "cifar10/94-percent/",
    "Myrtle": "cifar10/94-percent/",
    "Baidu": "systems/baidunet9-1x-v100-baidu-usa-gait-leopard/ "
    "systems/baidunet9p-8x-v100-baidu-usa-gait-leopard/",
    "Habana Gaudi2": "systems/gpt-3-175b-hls-gaudi2-n32-pt-intel-habanalabs-v3-0/ mlperf-gpt3/loss-2-69/ "
    "mlperf-resnet/75-9-percent/ mlperf-bert/accuracy-72/",
    "Hernandez": "imagenet/alexnet-level/ systems/efficientnet-b0/ systems/resnet-50/",
    "Kaplan": "fineweb-gpt2/track-1/ fineweb-gpt2/track-2/ fineweb-gpt2/small-tokens/ "
    "fineweb-gpt2/medium-tokens/",
    "Sevilla": "rates/",
    "Erdil": "rates/",
    "Bixby": "rates/",
    # papers by their numbers
    "2005.04305": "imagenet/alexnet-level/ imagenet/resnet50-level/ imagenet-inference/alexnet-level/ "
    "imagenet-inference/resnet50-level/ systems/alexnet/",
    "arXiv:1905.11946": "systems/efficientnet-b0/ systems/efficientnet-b1/ imagenet/alexnet-level/",
    "1409.4842": "systems/googlenet/ systems/googlenet-bvlc/ imagenet/alexnet-level/",
    "1409.3215": "wmt14-en-fr/seq2seq-level/ systems/seq2seq-ensemble/",
    # measures, rates and methods
    "solar": "rates/",
    "DNA sequencing": "rates/",
    "Moore's law": "rates/ across-targets/ hardware-and-algorithms/ glossary/",
    "Huang's law": "rates/",
    "inference": "inference/ imagenet-inference/ imagenet-inference/alexnet-level/",
    "doubling time": "glossary/ method/ rates/",
    "FLOP": "counting/ glossary/ method/ columns/",
    "uncertainty": "method/ limitations/ glossary/",
    "add a result": "contribute/",
}
"""What is looked for, and the pages of which one is to be among the first three."""

SPELLED = {
    "lenet5": "systems/lenet-5/",
    "gpt2": "fineweb-gpt2/track-1/",
    "llama2": "mlperf-llama2-lora/loss-0-925/",
    "resnet18": "systems/resnet-18/",
    "cifar 10": "cifar10/94-percent/ cifar10/95-percent/ cifar10/96-percent/",
    "Moore’s law": "across-targets/",
    "what is a doubling time": "glossary/",
    "training_flop": "columns/",
    "EFFICIENTNET b0": "systems/efficientnet-b0/",
    "alexn": "imagenet/alexnet-level/",
}
"""The same looked for as people write it, with the pages of which one is to be among the first three."""


@pytest.fixture(scope="module")
def found(effsite_site, browser):
    page = browser.new_page()
    page.goto(f"{effsite_site[0].address}")
    worker = json.loads(page.locator("#__config").text_content())["search"]
    yield page.evaluate(ASK, [worker, [*SEARCHES, *SPELLED]])
    page.close()


def test_there_are_sixty_four_searches():
    assert len(SEARCHES) == 64


def missed(found: dict[str, list[str]], wanted: dict[str, str]) -> dict[str, list[str]]:
    return {
        query: found[query][:FIRST]
        for query, pages in wanted.items()
        if not set(pages.split()) & set(found[query][:FIRST])
    }


def test_each_search_gives_the_right_page_among_the_first_three(found):
    assert missed(found, SEARCHES) == {}


def test_a_name_is_found_as_people_write_it(found):
    assert missed(found, SPELLED) == {}


def test_a_target_with_results_stands_before_those_without(found):
    assert found["alexn"][0] == found["AlexNet"][0] == "imagenet/alexnet-level/"


def test_signs_ask_as_the_theme_s_search_lets_them(effsite_site, browser):
    page = browser.new_page()
    page.goto(f"{effsite_site[0].address}")
    worker = json.loads(page.locator("#__config").text_content())["search"]
    both, one = ('+lenet +"digits"', "+lenet")
    found = page.evaluate(ASK, [worker, [both, one, "lenet -5"]])
    assert found[one][0] == "systems/lenet-5/"
    assert 0 < len(found[both]) < len(found[one])
    assert "systems/lenet-5/" not in found["lenet -5"]
    page.close()


def test_nothing_of_the_search_is_fetched_before_it_is_opened(effsite_site, open_page):
    page = open_page(effsite_site[0], "", live=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    loaded = [url for url in asked if url.endswith(("search_index.json", "entries.json"))]
    assert loaded == [f"{effsite_site[0].address}search/search_index.json"]
    assert len((effsite_site[1].site / "search" / "search_index.json").read_bytes()) < 500
    page.locator(".md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start searching").wait_for()
    page.locator(".md-search__input").press_sequentially("sol")
    page.locator(".md-search-result__link").first.wait_for()
    assert len([url for url in asked if url.endswith("entries.json")]) == 1
    page.locator(".md-search__input").press_sequentially("ar")
    page.locator(".md-search-result__link", has_text="Rates compared").wait_for()
    assert len([url for url in asked if url.endswith("entries.json")]) == 1


def test_a_search_whose_entries_do_not_arrive_finds_nothing_and_the_next_letter_tries_again(
    effsite_site, open_page
):
    page = open_page(effsite_site[0], "", live=False)
    page.context.route("**/entries.json", lambda route: route.abort())
    page.locator(".md-search__input").press_sequentially("sol")
    page.locator(".md-search-result__meta", has_text="No matching documents").wait_for()
    page.context.unroute("**/entries.json")
    page.locator(".md-search__input").press_sequentially("a")
    page.locator(".md-search-result__link").first.wait_for()


def test_a_reader_types_and_goes_to_the_page(effsite_site, open_page):
    page = open_page(effsite_site[0], "", live=False)
    page.locator(".md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start searching").wait_for()
    page.locator(".md-search__input").press_sequentially("solar")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/rates/**")
