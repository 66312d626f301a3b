"""Chapter 12: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course.demos.attention_decoder import measured

SEEDS = range(3)


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("12_encoder_decoder")


def whole(results: dict[str, dict[int, tuple[float, float]]], dates: int) -> list[float]:
    """The shares of texts that are right, a number for each seed."""
    return [results[f"seed {seed}"][dates][0] for seed in SEEDS]


def signs_right(results: dict[str, dict[int, tuple[float, float]]], dates: int) -> list[float]:
    return [results[f"seed {seed}"][dates][1] for seed in SEEDS]


def test_the_hooks_words_change_places(page: dict[str, Any]) -> None:
    assert (page["in_english"], page["in_chinese"]) == ("Saturday 8 January", "1月8日星期六")
    assert len(page["in_chinese"]) == 7


def test_the_demos_networks_are_right_and_wrong_where_the_text_says(page: dict[str, Any]) -> None:
    right = page["of_demo"]["right"]
    assert right["threads"][0] > 0.98
    assert right["threads"][1] > 0.95
    assert right["threads"][2] == 0
    assert right["cut"][0] > 0.98
    assert right["cut"][1:] == [0, 0]
    hook, two = page["of_demo"]["texts"][0], page["of_demo"]["texts"][3]
    looks = dict(zip(hook["threads"]["writes"], hook["threads"]["weights"], strict=True))
    assert looks["六"][0] > 98  # nothing but Saturday
    assert looks["8"][1] > 98
    assert looks["1"][2] > 98
    wanted, written = ("".join(each).split("；") for each in (two["target"], two["cut"]["writes"]))
    assert written[0] == wanted[0]
    assert written[1] != wanted[1]


def test_the_texts_and_what_is_held_back(page: dict[str, Any]) -> None:
    assert "".join(page["example"][0]) == "16March;21April"
    assert "".join(page["example"][1]) == "3月16日；4月21日⟨end⟩"
    assert (len(page["known"]), len(page["unseen"])) == (300, 66)
    learned = {date for _, target in page["training"] for date in "".join(target[:-1]).split("；")}
    for dates, some in page["testing"].items():
        assert len(some) == 200
        for source, target in some:
            found = "".join(target[:-1]).split("；")
            assert len(found) == dates == 1 + source.count(";")
            assert not learned & set(found)
    assert {1 + source.count(";") for source, _ in page["training"]} == {1, 2, 3}


def test_without_the_shift_the_loss_falls_too_fast_and_the_network_copies(page: dict[str, Any]) -> None:
    curves = page["curves"]
    for seed in SEEDS:
        assert curves[False, seed][-1] < 0.01
        assert curves[False, seed][19] < 0.2  # the figure: nearly 0 within 20 updates
        assert 0.5 < curves[True, seed][-1] < 1.5
        assert 2.3 < curves[True, seed][0] < 3
        for row in page["echoes"][seed]:
            assert len(set(row.tolist()[1:])) == 1, "the same for ever"


def test_one_date_fits_and_two_do_not(page: dict[str, Any]) -> None:
    assert min(whole(page["results"], 1)) > 0.9
    assert max(whole(page["results"], 2)) < 0.06
    assert whole(page["results"], 3) == whole(page["results"], 4) == [0.0] * 3
    assert all(0.5 < share < 0.9 for share in signs_right(page["results"], 2))
    for first, second in page["date_by_date"].values():
        assert first > 0.75
        assert second < 0.06
    assert 366 * 366 < 2**64


def test_with_attention_two_and_three_fit_and_four_do_not(page: dict[str, Any]) -> None:
    for dates in (1, 2, 3):
        assert min(whole(page["looking_results"], dates)) > 0.85, dates
    assert whole(page["looking_results"], 4) == [0.0] * 3
    assert all(0.5 < share < 0.85 for share in signs_right(page["looking_results"], 4))
    made = page["last_state"][0], page["looking"][0]
    sizes = [{name: p.numel() for name, p in net.named_parameters() if "answer" not in name} for net in made]
    assert sizes[0] == sizes[1], "nothing else was changed"


def test_of_four_dates_it_writes_three(page: dict[str, Any]) -> None:
    assert sum(page["counted"].values()) == 200
    assert page["counted"][3] > 180
    wanted = ["".join(target[:-1]).split("；") for _, target in page["testing"][4]]
    mine = [page["as_text"](row).split("；") for row in page["of_four"]]
    assert np.mean([a[:2] == b[:2] for a, b in zip(wanted, mine, strict=True)]) > 0.6  # the first two are there


def test_attention_by_hand(page: dict[str, Any]) -> None:
    assert_allclose(page["share"], [2 / 8, 1 / 8, 5 / 8])
    assert_allclose(page["context"], [0.875, 0.75])
    assert_allclose(page["sharper"], [4 / 30, 1 / 30, 25 / 30])
    assert_allclose(page["not_scaled"], page["context"])
    assert np.abs(page["scaled"] - page["context"]).max() > 0.01


def test_the_way_back_by_hand_and_against_pytorch(page: dict[str, Any]) -> None:
    assert_allclose(page["worth"], [1, 0, 1])
    assert_allclose(page["to_scores"], [0.03125, -0.109375, 0.078125])
    assert page["to_scores"].sum() == pytest.approx(0, abs=1e-15)
    assert_allclose(page["to_query"], [0.1474, -0.8438], atol=5e-5)
    assert_allclose(page["to_contents"][:, 0], page["share"])
    assert not page["to_offers"][:, 1].any(), "the query is 0 there"
    assert page["backward_difference"] < 1e-8
    arrays = [torch.tensor(page[name], requires_grad=True) for name in ("asked", "offers", "contents")]
    context = torch.softmax(arrays[1] @ arrays[0], 0) @ arrays[2]
    grads = torch.autograd.grad(context @ torch.tensor(page["arriving"]), arrays)
    for name, grad in zip(("to_query", "to_offers", "to_contents"), grads, strict=True):
        assert_allclose(page[name], grad.numpy(), atol=1e-12)


def test_the_picture_says_what_its_alternative_text_says(page: dict[str, Any]) -> None:
    text = measured()["texts"][3]
    assert (page["looks"].shape, page["text_of_two"]) == ((19, 9), text)
    assert text["threads"]["writes"] == text["target"]
    fetched = {"六": "Saturday", "三": "Wednesday"}
    for k, (sign, row) in enumerate(zip(text["target"], page["looks"], strict=True)):
        word = text["source"][row.argmax()]
        if sign in fetched:
            assert (word, row.max() > 0.9) == (fetched[sign], True)
        elif sign.isdigit():
            assert row.max() > 0.6, k
            after = text["target"][: k + 3]
            assert word == sign or (word in ("November", "June") and "月" in after[k:])
    spread = [row.max() for sign, row in zip(text["target"], page["looks"], strict=True) if sign in "月日星期"]
    assert min(spread) < 0.5


def test_a_hidden_month_is_lost_and_nothing_else(page: dict[str, Any]) -> None:
    for seed in SEEDS:
        before, after = (page["hidden_parts"][name, seed] for name in ("nothing", "the first month"))
        assert min(before) > 0.85
        assert after[0] < 0.25
        assert min(after[1:]) > 0.8


def test_how_large_scores_become(page: dict[str, Any]) -> None:
    for units, (spread, largest, scaled) in page["sizes"].items():
        assert spread == pytest.approx(np.sqrt(units), rel=0.03)
        assert scaled == pytest.approx(0.31, abs=0.02)
        assert largest > scaled
    assert [round(page["sizes"][units][1], 1) for units in (4, 256)] == [0.5, 0.9]


def test_the_gap_between_training_and_use(page: dict[str, Any]) -> None:
    gaps = {name: taught - alone for name, (taught, alone) in page["teachers"].items()}
    assert all(gaps["last state", dates] > 0.06 for dates in (2, 3))
    assert all(gaps["attention", dates] < 0.06 for dates in (2, 3))


def test_greedy_search_misses_what_two_beams_find(page: dict[str, Any]) -> None:
    assert (page["greedy"], page["beam"]) == ("A", "B")
    assert page["first"]["A"] * page["then"]["A"] == pytest.approx(0.3)
    assert page["first"]["B"] * page["then"]["B"] == pytest.approx(0.36)


def test_fillings_change_nothing_and_masks_are_why(page: dict[str, Any]) -> None:
    x, y = page["test_sets"][1]
    longer = torch.nn.functional.pad(x, (0, 6))
    for net in (page["last_state"][0], page["looking"][0]):
        assert torch.equal(page["write"](net, x, y.shape[1]), page["write"](net, longer, y.shape[1]))
