# base: perfect
# ATTACKS 45: names and comments in Chinese, tabs, an emoji, combining marks, carriage returns, a cell of 2 000 lines.
# They lose nothing.

# answer: convolve1d
def convolve1d(f, g, mode):
	"""卷积：先翻转，再滑动。"""
	信号, 核 = np.asarray(f, dtype=float), np.asarray(g, dtype=float)  # 🌊 é
	if mode not in ("narrow", "equal", "wide") or (mode == "narrow" and len(核) > len(信号)):
		raise ValueError(f"模式不对：{mode} 😀")
	结果 = np.convolve(信号, 核)
	起 = {"narrow": len(核) - 1, "equal": (len(核) - 1) // 2, "wide": 0}[mode]
	止 = {"narrow": len(信号), "equal": 起 + len(信号), "wide": len(结果)}[mode]
	return 结果[起:止]
