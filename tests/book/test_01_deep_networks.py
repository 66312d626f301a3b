"""Chapter 01: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.demos.two_layers import CORNERS, PRESETS


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("01_deep_networks")


def runs(results: dict[Any, Any], *key: Any) -> list[Any]:
    """What the three seeds gave."""
    return [results[(*key, seed)] for seed in range(3)]


def test_the_demo_begins_with_the_four_corners(page: dict[str, Any]) -> None:
    assert page["points"] == CORNERS
    assert all(label == (x1 != x2) for x1, x2, label in page["points"]), "1 where the two differ"
    demo = page["TwoLayers"](page["points"], [[1, -0.5], [-0.5, 1]], [0.2, -0.1], [0.5, 0.8], -0.1)
    shown = {name: getattr(demo, name) for name in ("points", "w1", "b1", "w2", "b2", "bend")}
    assert shown == PRESETS["corners"], "the button brings back what the page begins with"


def test_a_bend_is_worth_eight_points_on_even_and_odd(page: dict[str, Any]) -> None:
    assert len(page["digits"]) == 1797
    assert min(runs(page["odd_right"], "ReLU")) > 0.93
    assert max(runs(page["odd_right"], "none")) < 0.91
    gains = np.subtract(runs(page["odd_right"], "ReLU"), runs(page["odd_right"], "none"))
    assert np.mean(gains) > 0.075, "the page says about eight points"
    assert gains.min() > 0.05


def test_two_linear_layers_are_one(page: dict[str, Any]) -> None:
    assert_array_equal(page["one_matrix"], [[3, 1], [1, 1]])
    assert_array_equal(page["pair"] @ page["W_1"], [1, 4])
    assert_array_equal(page["in_two_steps"], [5, 3])
    assert_array_equal(page["in_one_step"], [5, 3])


def test_relu_on_the_slides_numbers(page: dict[str, Any]) -> None:
    assert_array_equal(page["kept"], [[0, 0, 0], [250, 0, 101], [27, 61, 0]])


def test_the_table_of_slopes(page: dict[str, Any]) -> None:
    table = {  # sigmoid, tanh, and the slopes of sigmoid, tanh and ReLU, as the page says them
        -2.0: np.array([0.119, -0.964, 0.105, 0.071, 0]),
        0.0: np.array([0.5, 0, 0.25, 1, 0]),
        1.0: np.array([0.731, 0.762, 0.197, 0.420, 1]),
        10.0: np.array([1.000, 1.000, 4.5e-5, 8.2e-9, 1]),
    }
    bends: list[Callable[[torch.Tensor], torch.Tensor]] = [torch.sigmoid, torch.tanh, torch.relu]
    for a, said in table.items():
        t = torch.tensor(a, dtype=torch.float64, requires_grad=True)
        slopes = np.array([torch.autograd.grad(bend(t), t)[0].numpy() for bend in bends])
        values = np.array([bend(t).detach().numpy() for bend in bends[:2]])
        assert_allclose(page["slopes_at"][a], slopes, atol=1e-12)
        assert_allclose(values, said[:2], atol=5e-4)
        assert_allclose(slopes, said[2:], atol=5e-4 if a < 5 else 0, rtol=0 if a < 5 else 0.01)


def test_ten_sigmoids_leave_a_millionth(page: dict[str, Any]) -> None:
    assert page["after_ten"] == pytest.approx(9.5e-7, abs=5e-9)


def test_the_careless_sigmoid(page: dict[str, Any]) -> None:
    assert np.isnan(page["risky"])
    assert page["sigmoid"](1000.0) == 1
    assert page["digits_of_e1000"] == 435
    assert f"{np.finfo(float).max:.1e}" == "1.8e+308"


def test_softmax_by_hand(page: dict[str, Any]) -> None:
    assert_allclose(page["round_powers"], [1, 2, 5])
    assert_allclose(page["round_shares"], [1 / 8, 2 / 8, 5 / 8])
    assert_allclose(page["shares"], [0.665, 0.245, 0.090], atol=5e-4)
    assert_allclose(page["losses"], [0.408, 1.408, 2.408], atol=5e-4)


def test_the_three_ways_for_large_logits(page: dict[str, Any]) -> None:
    assert np.isnan(page["careless"][0])
    assert page["late_logarithm"] == np.inf
    assert page["margin_loss"] == 1000
    z = torch.tensor([[1000.0, 0.0]])
    assert torch.nn.functional.cross_entropy(z, torch.tensor([1])).item() == 1000


def test_the_quiz_on_large_logits() -> None:
    z = torch.tensor([[800.0, 0.0]], dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(z, torch.tensor([1]))
    (gradient,) = torch.autograd.grad(loss, z)
    assert loss.item() == 800
    assert_allclose(gradient.numpy(), [[1, -1]], atol=1e-12)


def test_one_sample_all_the_way_and_back(page: dict[str, Any]) -> None:
    assert_array_equal(page["a"], [3, -1])
    assert_array_equal(page["h"], [3, 0])
    assert_array_equal(page["h"] @ page["second_weights"], [1.5, -1.5])
    assert_allclose(page["p"], [0.9526, 0.0474], atol=5e-5)
    assert page["loss"] == pytest.approx(3.0486, abs=5e-5)
    assert -np.log(page["p"][0]) == pytest.approx(0.0486, abs=5e-5)
    assert_allclose(page["d_scores"], [0.9526, -0.9526], atol=5e-5)
    assert_allclose(page["d_second"], [[2.858, -2.858], [0.0, 0.0]], atol=5e-4)
    assert_allclose(page["d_units"], [0.9526, 0.9526], atol=5e-5)
    assert_allclose(page["d_sums"], [0.9526, 0], atol=5e-5)
    assert_allclose(page["d_first"], [[0.9526, 0.0], [1.905, 0.0]], atol=5e-4)


def test_the_demo_shows_the_same_numbers_as_the_tables(page: dict[str, Any]) -> None:
    seen = page["TwoLayers"]().numbers()
    assert seen["z"] == pytest.approx(3), "the difference of the logits"
    assert seen["p"] == pytest.approx(page["p"][0])
    assert seen["loss"] == pytest.approx(page["loss"])
    assert_allclose(seen["dw1"], page["d_first"], atol=1e-12)
    assert_allclose(seen["dw2"], page["d_second"][:, 0], atol=1e-12)
    woken = page["TwoLayers"](b1=[0, 2]).numbers()
    assert woken["h"][1] == 1
    assert (np.abs(woken["dw1"]) > 0.5).all(), "a bias of 2 wakes the second unit up"


def test_wiggling_and_pytorch_agree(page: dict[str, Any]) -> None:
    assert page["numeric_difference"] < 1e-8
    assert page["torch_difference"] < 1e-12


def test_a_step_downhill(page: dict[str, Any]) -> None:
    assert page["loss_after"] < page["loss"] - 1


def test_learned_features_beat_made_ones_and_pixels_beat_both(page: dict[str, Any]) -> None:
    made, learned, bare = (runs(page["feature_right"], name) for name in ("made", "learned", "pixels"))
    assert page["ink"].shape == (1797, 16)
    assert min(learned) > max(made) + 0.04
    assert np.mean(bare) > np.mean(learned)
    assert page["learned_weights"].shape == (16, 64)
    assert (int(page["blank"].sum()), int(page["dead"].sum())) == (4, 2)
    assert not (page["dead"] & ~page["blank"]).any(), "dead units have hardly moved"


def test_the_listing_learns_with_a_larger_rate(page: dict[str, Any]) -> None:
    assert page["test_right"] > 0.93
    slow, middle, fast = (runs(page["by_rate"], rate) for rate in (0.01, 0.1, 0.5))
    assert max(slow) < 0.7
    assert min(middle) > 0.88
    assert min(fast) > 0.93
    assert 5 * len(range(0, page["KNOWN"], 32)) == 225, "steps in five epochs"


def test_the_network_that_knows_by_heart_does_worse_than_a_line(page: dict[str, Any]) -> None:
    line, heart, dropped = (runs(page["map_right"], name) for name in ("no bend", "ReLU", "ReLU, dropout"))
    assert min(training for training, _ in heart) > 0.94
    assert max(new for _, new in heart) < min(new for _, new in line)
    assert min(new for _, new in dropped) > max(new for _, new in line)
    assert all(0.8 < training < 0.88 for training, _ in dropped), "wrong about one in six"
    assert (len(page["few_spots"]), len(page["new_spots"])) == (100, 2000)
    stray = page["few_labels"] != (page["few_spots"][:, 1] > 0.5 * torch.sin(3 * page["few_spots"][:, 0])).long()
    assert int(stray.sum()) == 15
    with torch.no_grad():
        missed = page["map_nets"]["ReLU, dropout"](page["few_spots"]).argmax(dim=1) != page["few_labels"]
    assert (missed & stray).sum() > 0.8 * missed.sum(), "nearly all of those carry a wrong label"


def test_dropout_by_hand_and_in_the_demo(page: dict[str, Any]) -> None:
    assert_array_equal(page["drop_kept"], [0, 8, 12, 0])
    means = {}
    for scaled in (True, False):
        (chart,) = page["DropoutMask"](scaled=scaled).frames[4 + scaled]["charts"]
        by_name = {series["name"]: series["values"] for series in chart["series"]}
        assert by_name["full"][-1] == 36
        means[scaled] = by_name["mean"][-1]
    assert means[True] == pytest.approx(36, abs=4)
    assert means[False] == pytest.approx(18, abs=2)


def test_wrong_labels_are_repeated_the_less_the_more_is_dropped(page: dict[str, Any]) -> None:
    assert (page["spoiled"] != page["digits"][:400]).sum() == 80
    repeated = {drop: [seen[-1, 1] for seen in runs(page["watched"], drop)] for drop in (0, 0.5, 0.7)}
    assert all(0.8 < share < 0.97 for share in repeated[0]), "nearly nine of ten"
    assert all(0.4 < share < 0.65 for share in repeated[0.5]), "about half"
    assert np.mean(repeated[0.7]) < 0.25, "less than a quarter"
    ends = {drop: np.mean([seen[-1, 0] for seen in runs(page["watched"], drop)]) for drop in repeated}
    assert ends[0] < ends[0.5] < ends[0.7]
    for seen in runs(page["watched"], 0):
        assert seen[:, 0].max() > seen[-1, 0] + 0.03, "it had been better"
        assert seen[:, 0].argmax() <= 3, "early on"
    lost = {drop: np.mean([s[:, 0].max() - s[-1, 0] for s in runs(page["watched"], drop)]) for drop in repeated}
    assert lost[0] > lost[0.5] > lost[0.7], "the less it repeats, the less it loses"
    at_best = np.mean([seen[:, 0].max() for seen in runs(page["watched"], 0)])
    assert abs(at_best - ends[0.7]) < 0.02, "stopping in time would have helped nearly as much"
    for drop in repeated:
        late = np.mean([seen[-4:, 1] for seen in runs(page["watched"], drop)], axis=0)
        assert late[-1] > late[0], "still rising"


def test_with_right_labels_dropout_wins_next_to_nothing(page: dict[str, Any]) -> None:
    without, with_it = (np.mean(runs(page["clean_right"], drop)) for drop in (0, 0.5))
    assert abs(with_it - without) < 0.015, "half a point, the page says"
    assert len(page["pixels"]) - 400 == 1397


def test_what_a_fully_connected_layer_costs(page: dict[str, Any]) -> None:
    assert page["inputs"] == 25_088
    assert page["fc1_weights"] == 102_760_448
    assert page["fc1_megabytes"] == pytest.approx(411, abs=0.5)
    assert page["fc1_share"] == pytest.approx(0.743, abs=5e-4)
    convolutions = [(3, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 256)]
    convolutions += [(256, 512)] + 5 * [(512, 512)]
    count = sum(9 * c * f + f for c, f in convolutions) + sum(
        d * m + m for d, m in ((25_088, 4096), (4096, 4096), (4096, 1000))
    )
    assert page["vgg16_parameters"] == count
    assert page["first_convolution"] == 1_792


def test_softmax_twice(page: dict[str, Any]) -> None:
    assert page["once"] < 1e-6
    assert page["twice"] == pytest.approx(0.551, abs=5e-4)
    assert page["twice"] == pytest.approx(np.log(1 + 2 * np.exp(-1)), abs=1e-4), "what the loss can never go below"
