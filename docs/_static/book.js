// What the pages need beside Sphinx's own scripts: figures that can be enlarged, formulas in a line that are wider
// than it, and paper without folded answers.

document.addEventListener("DOMContentLoaded", () => {
  for (const image of document.querySelectorAll("div.cell_output img")) {
    image.tabIndex = 0;
    image.addEventListener("click", () => enlarge(image));
    image.addEventListener("keydown", (event) => event.key === "Enter" && enlarge(image));
  }
});

function enlarge(image) {
  const dialog = document.createElement("dialog");
  dialog.className = "enlarged";
  dialog.append(image.cloneNode());
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function unclip() {
  for (const formula of document.querySelectorAll("article mjx-container:not([display])")) {
    const room = formula.closest("p, li, td, th, dd, summary, h1, h2, h3, div");
    formula.classList.remove("wide");
    const end = formula.querySelector("svg").getBoundingClientRect().right;
    formula.classList.toggle("wide", end > room.getBoundingClientRect().right + 1);
  }
}

addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  unclip();
  addEventListener("resize", unclip);
  addEventListener("toggle", unclip, true); // formulas in a folded answer have no size before
});

const answers = () => document.querySelectorAll("article details:not(.hide, .hints)");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...answers()].filter((answer) => !answer.open);
  opened.forEach((answer) => (answer.open = true));
});
addEventListener("afterprint", () => opened.forEach((answer) => (answer.open = false)));
