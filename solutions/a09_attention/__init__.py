"""What is hidden of the assignment a09_attention."""

TITLE = "Attention"
FORBIDDEN = ("torch.nn.MultiheadAttention", "torch.nn.functional.multi_head_attention_forward")
