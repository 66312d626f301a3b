"""Hidden cases of the class ``LSTM``: given parameters go in, outputs and all gradients come out."""

from autograder.authoring import Cases, Draw, changed, exercise, recurrent, sequences, then, torch_module
from solutions.a07_lstm.cells import LSTM, REORDERED, STEPS

PARAMETERS = ("w_x", "w_h", "b")
ASPECTS = sequences.layer_aspects(
    {
        "hs": (0.5, "the hidden states, begun with zeros"),
        "h": (0.25, "the last hidden state"),
        "c": (0.25, "the last cell"),
    },
    state=0.25,
    nested="(hs, (h, c))",
)


def cases(d: Draw) -> Cases:
    """From zeros and from a given state; one step and several; a layer in use and a new one."""
    yield from sequences.layer_cases(d, LSTM, PARAMETERS, units=1)


IN_A_CLASS = (*REORDERED, "tanh_on_the_gates", "sigmoid_on_the_candidate", "no_tanh_at_the_output", "forget_bias_added")
WRONG_CELLS = recurrent.with_steps(LSTM, STEPS)
MISTAKES = {
    "state_ignored": torch_module.answer(changed(LSTM.layer, state=lambda state: None)),
    "state_read_as_c_h": torch_module.answer(changed(LSTM.layer, state=lambda state: state[::-1])),
    "last_state_returned_as_c_h": torch_module.answer(then(LSTM.layer, lambda hs, h, c: (hs, c, h))),
    "flat_result": torch_module.nested_as(lambda hs, state: (hs, *state), LSTM.answer),
    **recurrent.layer_mistakes(LSTM),
    **{name: torch_module.answer(WRONG_CELLS[name].layer) for name in IN_A_CLASS},
}

EXERCISE = exercise(
    LSTM.answer,
    ASPECTS,
    cases,
    MISTAKES,
    name="LSTM",
    outputs=sequences.layer_outputs(LSTM, PARAMETERS),
    library="torch",
    after=sequences.LAYER_ORDER,
    axes=sequences.layer_axes(LSTM, PARAMETERS),
    blocks={"4U": ("i", "f", "g", "o")},
)
