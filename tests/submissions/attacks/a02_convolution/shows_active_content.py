# base: perfect
# Beyond the list: scripts in HTML, Markdown, LaTeX, in an image that is none, in metadata and in a traceback.
# Nothing active reaches the graded notebook or the feedback. Right answers: it loses nothing.

# cell first
from IPython.display import HTML, Javascript, Latex, Markdown, display

evil = "<script>alert('owned')</script><img src=x onerror=alert('owned')>"
display(HTML(evil), Javascript("alert('owned')"))
display({"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('owned')\">{evil}</svg>"}, raw=True)
display(Markdown(evil + "[x](javascript:alert('owned'))"), Latex(r"$\href{javascript:alert('owned')}{x}$"))
for kind in ("image/png", "image/jpeg", "image/gif", "application/pdf", "text/vnd.mermaid", "text/x-made-up", "application/vnd.jupyter.widget-view+json", "application/json", "video/mp4"):
    display({kind: f'"></pre>{evil}', "text/plain": kind}, raw=True, metadata={kind: {"width": f'1"{evil}', "alt": f'"{evil}'}})
raise ValueError(f"{evil}\x1b[31m{evil}")
