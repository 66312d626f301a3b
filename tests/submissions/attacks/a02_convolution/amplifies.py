# base: perfect
# ATTACKS 55: little that becomes much, or takes long, when a page is made of it: elements that are opened in each
# paragraph again, formulas and quotations without an end, half a megabyte of colours. Each costs itself alone.

# cell first
from IPython.display import HTML, Latex, Markdown, display

again = "<p>" + "".join(f"<b title={n}>" for n in range(1_500)) + "<p>x" * 1_500
for text in (again, "<div>" * 11_000, "\\(" * 16_000, "$" * 9_999, ">" * 9_999, "[" * 9_999, "*_" * 9_999):
    display(HTML(text), Markdown(text), Latex(text))
print("\x1b[" + "1;" * 250_000 + "m")
print("\x1b[1m" * 125_000)
