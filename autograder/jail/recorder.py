"""What a cell shows, as notebook outputs, up to a limit of text and ten times that of pictures.

Used on both sides: inside while a cell runs, and outside on what came back, which student code may have made up.
"""

from __future__ import annotations

from typing import Any

PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
MOST_OUTPUTS = 500  # of one cell
MOST_ERRORS = 5  # of one cell, beyond the other outputs: an error says how the cell ended
LONGEST_MIME = 100  # characters in the name of a format


class Recorder:
    """The outputs of the running cell."""

    def __init__(self, output_kb: int = 200) -> None:
        self.start(output_kb)

    def start(self, output_kb: int) -> None:
        """Clear the recording and reset the limit to ``output_kb``."""
        self.outputs: list[dict[str, Any]] = []
        self.room = {"text": output_kb * 1024, "picture": output_kb * 10 * 1024}

    def text(self, name: str, text: str) -> None:
        """Record text printed to the stream ``name``, joined to what was printed there just before."""
        text = self._cut(text)
        if not text:
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def display(self, kind: str, data: dict[str, Any]) -> None:
        """Record a display or a result in those formats for which there is room."""
        kept = {mime: value for mime, value in data.items() if self._fits(mime, value)}
        if kept:
            output: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
            if kind == "execute_result":
                output["execution_count"] = None
            self._add(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Record an exception, shortened."""
        lines = [line[:2000] for line in traceback[-60:]]
        error = {"output_type": "error", "ename": name[:200], "evalue": value[:2000], "traceback": lines}
        if sum(output["output_type"] == "error" for output in self.outputs) < MOST_ERRORS:
            self.outputs.append(error)

    def _add(self, output: dict[str, Any]) -> None:
        if len(self.outputs) < MOST_OUTPUTS:
            self.outputs.append(output)

    def _cut(self, text: str) -> str:
        room = self.room["text"]
        self.room["text"] = max(0, room - len(text))
        if len(text) > room > 0:
            return text[:room] + "\n… the rest of this output was left out\n"
        return text if room > 0 else ""

    def _fits(self, mime: str, value: Any) -> bool:
        if not isinstance(mime, str) or not isinstance(value, str) or len(mime) > LONGEST_MIME:
            return False
        pool = "picture" if mime in PICTURES else "text"
        self.room[pool] -= len(value)
        return self.room[pool] >= 0


def checked(outputs: Any, output_kb: int) -> list[dict[str, Any]]:
    """Record anew those of ``outputs`` that are notebook outputs, within the same limits, and return only that."""
    recorder = Recorder(output_kb)
    for output in outputs if isinstance(outputs, list) else []:
        match output:
            case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
                recorder.text(name, text)
            case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
                recorder.display(kind, data)
            case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
                recorder.error(name, value, [line for line in lines if isinstance(line, str)])
    return recorder.outputs
