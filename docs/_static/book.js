// What the pages need beside Sphinx's own scripts: figures that can be enlarged, and paper without folded answers.

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

const answers = () => document.querySelectorAll("article details:not(.hide, .hints)");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...answers()].filter((answer) => !answer.open);
  opened.forEach((answer) => (answer.open = true));
});
addEventListener("afterprint", () => opened.forEach((answer) => (answer.open = false)));
