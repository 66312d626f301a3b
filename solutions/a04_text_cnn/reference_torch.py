"""Reference solution of the class in the assignment a04_text_cnn: a convolutional network for texts in PyTorch."""

import torch


class TextCNN(torch.nn.Module):
    """A classifier of texts: look-up, filters of several widths, ReLU, maximum over time, dropout, one linear layer.

    What comes out are logits. Dropout acts on the maxima, in training alone; a dropout of 1 leaves the output's bias.
    How the parameters are named and laid out is free. There is a table, weights and a bias for the filters of each
    width, and weights and a bias for the output; a bias has one axis.

    Source: Kim, Convolutional neural networks for sentence classification (2014), without its limit on the weights.
    """

    def __init__(
        self,
        vocab: int,
        dim: int,
        widths: list[int] | tuple[int, ...],
        filters: int,
        classes: int,
        dropout: float = 0.5,
    ) -> None:
        """Make the layers.

        Parameters
        ----------
        vocab : number of words; token 0 is a word like any other
        dim : number of features of a word
        widths : list or tuple of the numbers of words in a window
        filters : number of filters of each width
        classes : number of classes
        dropout : share of the maxima that is set to zero in training
        """
        super().__init__()
        self.table = torch.nn.Embedding(vocab, dim)
        self.filters = torch.nn.ModuleList([torch.nn.Conv1d(dim, filters, width) for width in widths])
        self.dropout = torch.nn.Dropout(dropout)
        self.out = torch.nn.Linear(filters * len(widths), classes)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Classify texts that are at least as long as the widest filter.

        Parameters
        ----------
        tokens : tensor of shape (N, L) of integers, the texts

        Returns
        -------
        tensor of shape (N, C), the logits
        """
        x = self.table(tokens).transpose(1, 2)
        maxima = [conv(x).relu().amax(dim=2) for conv in self.filters]
        out: torch.Tensor = self.out(self.dropout(torch.cat(maxima, dim=1)))
        return out
