# base: perfect
# earns: Seq2Seq 0
# Hands the attention to PyTorch, where it is another one.

# answer: Seq2Seq
class Seq2Seq(torch.nn.Module):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.source_table, self.target_table = torch.nn.Embedding(vocab, dim), torch.nn.Embedding(vocab, dim)
        self.encoder = torch.nn.GRU(dim, units, batch_first=True)
        self.decoder = torch.nn.GRU(dim, units, batch_first=True)
        self.attention = torch.nn.MultiheadAttention(units, 1, batch_first=True)
        self.out = torch.nn.Linear(2 * units, vocab)

    def forward(self, source, source_mask, target):
        keys, h = self.encoder(self.source_table(source))
        hs, _ = self.decoder(self.target_table(target), h)
        context, self.weights = self.attention(hs, keys, keys, key_padding_mask=source_mask == 0)
        return self.out(torch.cat([hs, context], dim=2))
