"""The live demos: one small family, alive in notebooks and on the static page without a kernel.

>>> from course.demos import ConvolutionWindow
>>> ConvolutionWindow()  # doctest: +SKIP

A demo is a pure function from arrays to a *scene* (grids of numbers and what is lit at each step), called
once for every combination of the controls, and a view that only draws. Nothing is computed in the browser.
"""

from course.demos.attention_decoder import AttentionDecoder
from course.demos.attention_pooling import AttentionPooling
from course.demos.bit_memory import BitMemory
from course.demos.convolution_window import ConvolutionWindow
from course.demos.dropout_mask import DropoutMask
from course.demos.dynamic_filter import DynamicFilter
from course.demos.echo_sound import EchoSound
from course.demos.gradient_clipping import GradientClipping
from course.demos.gradient_norms import GradientNorms
from course.demos.grid_lstm import GridLstm
from course.demos.gru_flow import GruFlow
from course.demos.im2col import Im2Col
from course.demos.letter_units import LetterUnits
from course.demos.lstm_cell import LstmCell
from course.demos.lstm_flow import LstmFlow
from course.demos.ngram_filters import NgramFilters
from course.demos.pair_table import PairTable
from course.demos.photo_kernel import PhotoKernel
from course.demos.pooling_gradient import PoolingGradient
from course.demos.receptive_field import ReceptiveField
from course.demos.reset_order import ResetOrder
from course.demos.sentence_pooling import SentencePooling
from course.demos.shifted_input import ShiftedInput
from course.demos.sliding_kernel import SlidingKernel
from course.demos.softmax_bars import SoftmaxBars
from course.demos.toeplitz import ToeplitzMatrix
from course.demos.transposed_convolution import TransposedConvolution
from course.demos.tree_lstm import TreeLstm
from course.demos.two_directions import TwoDirections
from course.demos.two_layers import TwoLayers
from course.demos.unrolled_rnn import UnrolledRNN
from course.demos.weight_sharing import WeightSharing
from course.demos.who_waits import WhoWaits

__all__ = [
    "AttentionDecoder",
    "AttentionPooling",
    "BitMemory",
    "ConvolutionWindow",
    "DropoutMask",
    "DynamicFilter",
    "EchoSound",
    "GradientClipping",
    "GradientNorms",
    "GridLstm",
    "GruFlow",
    "Im2Col",
    "LetterUnits",
    "LstmCell",
    "LstmFlow",
    "NgramFilters",
    "PairTable",
    "PhotoKernel",
    "PoolingGradient",
    "ReceptiveField",
    "ResetOrder",
    "SentencePooling",
    "ShiftedInput",
    "SlidingKernel",
    "SoftmaxBars",
    "ToeplitzMatrix",
    "TransposedConvolution",
    "TreeLstm",
    "TwoDirections",
    "TwoLayers",
    "UnrolledRNN",
    "WeightSharing",
    "WhoWaits",
]
