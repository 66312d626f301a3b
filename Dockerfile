# For whoever grades in a container: the grader and nothing of the site. GRADING.md says how to start it.
FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap libseccomp2 \
    && rm -rf /var/lib/apt/lists/*

# A normal user: namespaces need no right, and root without the right to mount could make none.
RUN useradd --create-home --uid 1000 grader
USER grader
WORKDIR /home/grader/kernels-and-gates

# The packages first: they change less often than what follows.
COPY --chown=grader requirements.txt pyproject.toml README.md ./
COPY --chown=grader scripts/setup.py scripts/
COPY --chown=grader course course
RUN TORCH=cpu python scripts/setup.py python

COPY --chown=grader . .
ENV PATH=/home/grader/kernels-and-gates/.venv/bin:$PATH
ENTRYPOINT ["python", "-m", "autograder"]
CMD ["doctor"]
