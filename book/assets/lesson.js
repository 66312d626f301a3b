// The boxes of book/ext/lesson.py work without this; it adds what only a script can say.

// A guess: the answer opens once the reader has chosen, and says what the choice was.
for (const box of document.querySelectorAll(".kg-box.guess")) {
  const answer = box.querySelector(".reveal");
  const mine = answer.querySelector(".mine");
  box.addEventListener("change", ({ target }) => {
    const words = "right" in target.dataset ? mine.dataset.right : mine.dataset.yours;
    mine.textContent = words.replace("{}", target.parentElement.innerText.trim());
    answer.open = true;
  });
}

// A quiz: how many questions were right at the first try.
for (const quiz of document.querySelectorAll(".kg-box.quiz")) {
  const score = quiz.querySelector(".score");
  const first = new Map();
  quiz.addEventListener(
    "toggle",
    ({ target }) => {
      const question = target.closest("fieldset");
      if (!target.open || first.has(question)) return;
      first.set(question, target.classList.contains("yes"));
      const right = [...first.values()].filter(Boolean).length;
      score.textContent = score.dataset.words.replace("{}", right).replace("{}", first.size);
    },
    true, // toggle does not bubble
  );
}
