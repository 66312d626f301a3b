"""Reference solution of the class in the assignment a09_attention: an encoder, and a decoder that looks back at it."""

import torch


class Seq2Seq(torch.nn.Module):
    """A translator: an encoder reads the source, a decoder reads what was written so far and looks back at the source.

    The decoder begins with the encoder's last state, and its states ask all states of the encoder by their dot
    products, which are not scaled. What comes out are logits, made of the decoder's state and of what it found. Words
    that the mask leaves out change nothing. ``weights`` holds the weights of the last call, of shape (N, T, S).

    How the parameters are named and laid out is free, and so is the kind of the recurrent layers.

    Source: Luong, Pham and Manning, Effective approaches to attention-based neural machine translation (2015),
    section 3, with the logits made of both states without a layer between.
    """

    def __init__(self, vocab: int, dim: int, units: int) -> None:
        """Make the layers.

        Parameters
        ----------
        vocab : number of words, of the source and of the target alike
        dim : number of features of a word
        units : number of units of encoder and decoder
        """
        super().__init__()
        self.source_table = torch.nn.Embedding(vocab, dim)
        self.target_table = torch.nn.Embedding(vocab, dim)
        self.encoder = torch.nn.GRUCell(dim, units)
        self.decoder = torch.nn.GRU(dim, units, batch_first=True)
        self.out = torch.nn.Linear(2 * units, vocab)
        self.weights: torch.Tensor | None = None

    def forward(self, source: torch.Tensor, source_mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Read the source, then give the logits of the word after each word of the target.

        Parameters
        ----------
        source : tensor of shape (N, S) of integers, the texts to translate
        source_mask : tensor of shape (N, S) of booleans or of 0 and 1, True (or 1) for words and not for padding
        target : tensor of shape (N, T) of integers, the translations, a start token first

        Returns
        -------
        tensor of shape (N, T, vocab), the logits
        """
        kept = source_mask != 0
        words = self.source_table(source)
        h = words.new_zeros(len(source), self.encoder.hidden_size)
        states = []
        for s in range(source.shape[1]):
            h = torch.where(kept[:, s, None], self.encoder(words[:, s], h), h)
            states.append(h)
        keys = torch.stack(states, dim=1)
        hs, _ = self.decoder(self.target_table(target), h[None])
        scores = (hs @ keys.mT).masked_fill(~kept[:, None], torch.finfo(hs.dtype).min)
        weights = scores.softmax(dim=2) * kept[:, None]  # zeros where nothing is kept
        self.weights = weights.detach()
        out: torch.Tensor = self.out(torch.cat([hs, weights @ keys], dim=2))
        return out
