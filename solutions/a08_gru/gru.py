"""Hidden cases of the class ``GRU``: given parameters go in, outputs and all gradients come out."""

from autograder.authoring import Cases, Draw, changed, exercise, recurrent, sequences, torch_module
from solutions.a08_gru.cells import RESET_AFTER, STEPS_RESET_AFTER

PARAMETERS = ("w_x", "w_h", "b_x", "b_h")
ASPECTS = sequences.layer_aspects(
    {"hs": (0.5, "the states, begun with zeros"), "h": (0.25, "the last state")}, state=0.5, nested="(hs, h)"
)


def cases(d: Draw) -> Cases:
    """From zeros and from a given state; one step and several; a layer in use and a new one."""
    yield from sequences.layer_cases(d, RESET_AFTER, PARAMETERS, units=2)


WRONG_CELLS = recurrent.with_steps(RESET_AFTER, STEPS_RESET_AFTER)
MISTAKES = {
    "state_ignored": torch_module.answer(changed(RESET_AFTER.layer, state=lambda state: None)),
    "state_in_a_tuple": torch_module.nested_as(lambda hs, h: (hs, (h,)), RESET_AFTER.answer),
    **recurrent.layer_mistakes(RESET_AFTER),
    **{name: torch_module.answer(cell.layer) for name, cell in WRONG_CELLS.items()},
}

EXERCISE = exercise(
    RESET_AFTER.answer,
    ASPECTS,
    cases,
    MISTAKES,
    name="GRU",
    outputs=sequences.layer_outputs(RESET_AFTER, PARAMETERS),
    library="torch",
    after=sequences.LAYER_ORDER,
    axes=sequences.layer_axes(RESET_AFTER, PARAMETERS),
    blocks={"3U": ("r", "z", "n")},
)
