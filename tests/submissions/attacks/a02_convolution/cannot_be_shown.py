# base: perfect
# ATTACKS 56: what a page's filters stumble over: numbers of 5 000 digits in styles, sizes that JSON has not, answers
# nested a thousand deep. The outputs are left out, and the points count.

# cell first
from IPython.display import HTML, display

digits = "9" * 5_000
for style in (f"td{{width:{digits}px}}", "(" * 5_000, f"@media(width:{digits}px){{p{{}}}}", f"p{{width:{digits}"):
    display(HTML(f"<style>{style}</style><style lang=de>{style}</style><p style='{style}'>alert</p>"))
for size in (float("nan"), float("inf"), -1, 10**9, "1\" onload='x'"):
    display({"image/png": "AA==", "text/plain": "x"}, raw=True, metadata={"image/png": {"width": size, "height": size}})

# cell first
display({"image/png": "AA==", "text/plain": "x"}, raw=True, metadata={"image/png": {"width": 10**400}})

# cell first
nested = []
for _ in range(1_000):
    nested = [nested]
display({"application/json": nested, "text/html": nested, "text/plain": "x"}, raw=True, metadata={"x": nested})
