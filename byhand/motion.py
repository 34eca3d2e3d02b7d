"""Pictures that move: a row of figures behind one slider, in a notebook and on a page without a kernel.

    motion.slider((draw(step) for step in steps), [f"step {step}" for step in steps], alt="what is to be seen")

The result is one piece of HTML that holds its pictures and a few lines of script, and loads nothing from the
network. Where scripts do not run, as in a notebook that is not trusted yet, the last picture is shown.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
from PIL import Image

DPI = 144  # of the stored pictures; they are shown at 96 to the inch
_COLOURS = 128  # of one palette for all frames, so that nothing flickers; a third of the bytes of full colour

_BOX = "max-width: 100%; margin: 0.4em 0; font-family: sans-serif; font-size: 14px; line-height: 1.45; color: inherit"
_FRAME = "max-width: 100%; height: auto; margin: 0; background: white; border-radius: 4px"
_BAR = "display: none; align-items: center; gap: 0.8em; flex-wrap: wrap; margin-top: 0.3em"
_BUTTON = "min-width: 5.5em; padding: 0.25em 0.8em; font: inherit; cursor: pointer"
_RANGE = "flex: 1 1 12em; min-width: 8em; max-width: 30em; margin: 0"
_LABEL = "flex: 0 1 auto; min-width: 6em; font-variant-numeric: tabular-nums"
_STILL = "margin: 0.3em 0 0 0; opacity: 0.75"

_SCRIPT = """
(function () {
  var boxes = document.querySelectorAll('[data-motion="NAME"]:not([data-moving])');
  Array.prototype.forEach.call(boxes, function (box) {
    var frames = box.querySelectorAll('img'), range = box.querySelector('input');
    var button = box.querySelector('button'), label = box.querySelector('[data-label-here]');
    var timer = null;
    function show(which) {
      for (var i = 0; i < frames.length; i++) frames[i].style.display = i === which ? 'block' : 'none';
      range.value = which;
      label.textContent = frames[which].getAttribute('data-label');
      range.setAttribute('aria-valuetext', label.textContent);
    }
    function stop() {
      clearInterval(timer);
      timer = null;
      button.textContent = 'Play';
    }
    function step() {
      if (!box.isConnected) return stop();
      show(Number(range.value) + 1);
      if (Number(range.value) === frames.length - 1) stop();
    }
    range.addEventListener('input', function () { stop(); show(Number(range.value)); });
    button.addEventListener('click', function () {
      if (timer !== null) return stop();
      if (Number(range.value) === frames.length - 1) show(0);
      button.textContent = 'Pause';
      timer = setInterval(step, Number(box.getAttribute('data-interval')));
    });
    box.addEventListener('keydown', function (event) { event.stopPropagation(); });
    box.setAttribute('data-moving', '');
    box.querySelector('[data-still]').style.display = 'none';
    box.querySelector('[data-bar]').style.display = 'flex';
    show(0);
  });
})();
"""


@dataclass(frozen=True)
class Motion:
    """Frames to show one at a time; a notebook displays it as the last expression of a cell."""

    markup: str
    frames: int
    alt: str

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return f"<{self.frames} frames: {self.alt}>"


def slider(figures: Iterable[Any], labels: Sequence[str], alt: str, *, interval: int = 600) -> Motion:
    """Show figures one at a time, with a slider and a button that plays them.

    ``figures`` are matplotlib figures or axes, all of one size, best from a generator that draws them one by one;
    each is closed once it is stored. ``labels`` has one text per figure, shown beside the slider, and ``alt``
    describes in words what there is to see. ``interval`` is the time from one frame to the next, in milliseconds.
    Give every frame the same limits and margins (``plots.panels`` does), or the picture jumps.
    Raises ValueError when there is nothing to show, or labels or sizes do not match.
    """
    if not alt.strip():
        raise ValueError("alt is empty: say in words what is to be seen")
    pictures = [_picture(figure) for figure in figures]
    if not pictures:
        raise ValueError("there are no figures to show")
    if len(labels) != len(pictures):
        raise ValueError(f"{len(pictures)} figures need as many labels, got {len(labels)}")
    sizes = {picture.size for picture in pictures}
    if len(sizes) > 1:
        raise ValueError(f"the figures differ in size: {', '.join(f'{w} x {h}' for w, h in sorted(sizes))} pixels")
    return Motion(_markup(_stored(pictures), pictures[0].size, labels, alt, interval), len(pictures), alt)


def _picture(figure: Any) -> Image.Image:
    figure = figure if hasattr(figure, "savefig") else figure.get_figure()
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=DPI, facecolor="white", bbox_inches=figure.bbox_inches)
    plt.close(figure)
    return Image.open(target).convert("RGB")


def _stored(pictures: list[Image.Image]) -> list[str]:
    """Return the pictures as PNG files that share one palette, in base64."""
    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for i, picture in enumerate(pictures):
        together.paste(picture, (0, i * height))
    together = together.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    stored = []
    for i in range(len(pictures)):
        target = io.BytesIO()
        together.crop((0, i * height, width, (i + 1) * height)).save(target, format="png", optimize=True)
        stored.append(base64.b64encode(target.getvalue()).decode())
    return stored


def _markup(stored: list[str], size: tuple[int, int], labels: Sequence[str], alt: str, interval: int) -> str:
    """Return the HTML. Its name is a hash of its contents: the same at every build, and different for every slider."""
    said = html.escape(alt, quote=True)
    last = len(stored) - 1
    width, height = (round(pixels * 96 / DPI) for pixels in size)
    frames = "\n".join(
        f'<img src="data:image/png;base64,{png}" alt="{said} ({html.escape(label, quote=True)})" '
        f'data-label="{html.escape(label, quote=True)}" width="{width}" height="{height}" '
        f'style="{_FRAME}; display: {"block" if i == last else "none"}">'
        for i, (png, label) in enumerate(zip(stored, labels, strict=True))
    )
    bar = (
        f'<div data-bar style="{_BAR}"><button type="button" style="{_BUTTON}">Play</button>'
        f'<input type="range" min="0" max="{last}" step="1" value="{last}" aria-label="frame" style="{_RANGE}">'
        f'<span data-label-here style="{_LABEL}"></span></div>'
    )
    still = (
        f'<p data-still style="{_STILL}">The last of {len(stored)} pictures: {html.escape(labels[last])}. '
        "Run this cell, or trust the notebook, to move through them.</p>"
    )
    name = hashlib.sha256(f"{frames}{interval}".encode()).hexdigest()[:12]
    return (
        f'<div data-motion="{name}" data-interval="{int(interval)}" role="group" aria-label="{said}" style="{_BOX}">\n'
        f"{frames}\n{bar}{still}</div>\n<script>{_SCRIPT.replace('NAME', name)}</script>"
    )
