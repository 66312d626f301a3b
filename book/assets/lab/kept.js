// Keeps what the reader wrote in the browser's own storage, cell by cell, and knows when there is none.
const PREFIX = "kernels-and-gates";

export class Kept {
  #page;

  constructor(page) { this.#page = page; }

  #key(cell) { return `${PREFIX}:${this.#page}:${cell}`; }

  read(cell) {
    try {
      return localStorage.getItem(this.#key(cell));
    } catch {
      return null; // storage that may not even be asked
    }
  }

  // Keep the text, or with null forget it; whether the browser did.
  write(cell, text) {
    try {
      if (text === null) localStorage.removeItem(this.#key(cell));
      else localStorage.setItem(this.#key(cell), text);
      return true;
    } catch {
      return false;
    }
  }
}
