END = "⟨end⟩"
