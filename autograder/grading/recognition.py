"""Which cell of the assignment a cell of a submitted notebook is: by its grade_id, else by its text.

Front ends lose metadata, and "merge cells" and "split cell" leave one name for two cells. A locked cell is known by its
text as it was ever handed out, an answer by what it defines, a written one by the prose around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import NO_ANSWER, CellKind, KeyCell
from autograder.grading import borrowed_names, split_cells
from autograder.grading.cell_source import defined, normalised, statements
from autograder.grading.known_texts import KnownTexts, known_texts
from autograder.grading.submission import RawCell


def recognised(raw: list[RawCell], key: AnswerKey) -> list[RawCell]:
    """Return the cells with the names they should have, merged ones taken apart; as they are if nothing is amiss."""
    texts = known_texts(key)
    there = {cell.grade_id for cell in raw}
    locked = [cell for cell in raw if cell.grade_id in texts.cells and texts.cells[cell.grade_id].is_locked]
    nothing_amiss = all(name in there for name in texts.cells) and all(map(texts.is_as_handed_out, locked))
    if nothing_amiss and not _untouched(raw, texts):
        return raw
    cells = [*borrowed_names.given_back(raw, texts)]
    named = there & set(texts.cells)
    nameless = len(named) <= 1 and (not named or cells != raw)
    cells = [*_taken_apart(_by_whole_text([*split_cells.joined(cells, texts)], texts), texts)]
    cells = _by_answer([*_cut_at_answers(cells, texts)], texts)
    return _by_place(cells, texts) if nameless and any(_is_sign(cell, texts) for cell in cells) else cells


def _is_sign(cell: RawCell, texts: KnownTexts) -> bool:
    """Return whether a cell shows that it is the assignment's notebook: a question known by its text, or its prose."""
    known = texts.cells.get(cell.grade_id)
    return normalised(cell.source) in texts.prose if known is None else known.kind is not CellKind.GIVEN


def _untouched(cells: Iterable[RawCell], texts: KnownTexts) -> set[str]:
    """Return the answers in code of which only the stub is there."""
    named = [cell for cell in cells if cell.grade_id in texts.names and texts.has_stub(cell.grade_id)]
    return {cell.grade_id for cell in named if texts.is_as_handed_out(cell)}


def missing(cells: Iterable[RawCell], texts: KnownTexts) -> list[str]:
    """Return the grade_ids of the assignment that none of ``cells`` has, in order."""
    there = {cell.grade_id for cell in cells}
    return [name for name in texts.cells if name not in there]


def _by_whole_text(raw: list[RawCell], texts: KnownTexts) -> list[RawCell]:
    """Name cells without a name whose whole text is that of a missing cell."""
    wanted: dict[str, list[str]] = {}
    for name in missing(raw, texts):
        for text in dict.fromkeys(texts.of(name)):
            if text not in ("", NO_ANSWER):
                wanted.setdefault(text, []).append(name)
    named, taken = [], set[str]()
    for cell in raw:
        left = [name for name in wanted.get(normalised(cell.source), ()) if name not in taken]
        if cell.grade_id not in texts.cells and left:
            taken.add(left[0])
            cell = replace(cell, grade_id=left[0])
        named.append(cell)
    return named


def _taken_apart(cells: list[RawCell], texts: KnownTexts) -> Iterator[RawCell]:
    """Give the cells, those that hold the text of a locked cell and more in pieces."""
    absent = [name for name in missing(cells, texts) if _is_locked_code(texts.cells[name])]
    for cell in cells:
        own = texts.cells.get(cell.grade_id)
        if cell.cell_type != "code" or (own is not None and texts.is_as_handed_out(cell)):
            yield cell
            continue
        mine = [cell.grade_id] if own is not None and _is_locked_code(own) else []
        lines = cell.source.splitlines()
        blocks = [*_blocks(lines, [*mine, *absent], texts)]
        absent = [name for name in absent if name not in {name for _, _, name in blocks}]
        if blocks and mine:
            pieces = [*_pieces(cell, lines, blocks)]
            given = own is not None and own.kind is CellKind.GIVEN
            yield from sorted(pieces, key=lambda piece: piece.grade_id == "") if given else pieces
        else:
            yield from _pieces(cell, lines, blocks) if blocks else [cell]


def _is_locked_code(cell: KeyCell) -> bool:
    return cell.is_locked and cell.cell_type == "code"


def _blocks(lines: list[str], names: list[str], texts: KnownTexts) -> Iterator[tuple[int, int, str]]:
    """Give first line, end and name of each locked cell whose text is among ``lines``, in order, none in another."""
    whole = "\n".join(["", *(line.rstrip() for line in lines), ""])
    found = []
    for name in names:
        for text in texts.of(name):
            place = whole.find(f"\n{text}\n") if text else -1
            if place >= 0:
                first = whole.count("\n", 0, place)
                found.append((first, first + text.count("\n") + 1, name))
                break
    end = 0
    for first, last, name in sorted(found, key=lambda block: (block[0], -block[1])):
        if first >= end:
            yield first, last, name
            end = last


def _pieces(cell: RawCell, lines: list[str], blocks: list[tuple[int, int, str]]) -> Iterator[RawCell]:
    """Cut a cell at its locked blocks; what is left has the cell's own name once, if that is no block's."""
    mine = cell.grade_id in {block for _, _, block in blocks}
    name, position, home = ("" if mine else cell.grade_id), 0, (cell.grade_id if mine else "")
    for first, end, block in [*blocks, (len(lines), len(lines), "")]:
        rest = "\n".join(lines[position:first])
        if rest.strip():
            yield RawCell("code", rest.strip("\n"), name, home)
            name = ""
        if block:
            yield RawCell("code", "\n".join(lines[first:end]), block)
        position = end


def _cut_at_answers(cells: list[RawCell], texts: KnownTexts) -> Iterator[RawCell]:
    """Give the cells, those in which several answers stand in pieces, if one of these has no cell with an answer."""
    absent = {name for name in missing(cells, texts) if texts.names.get(name)}
    unanswered = absent | _untouched(cells, texts)
    owners = {name: answer for answer, names in texts.names.items() for name in names}
    for cell in cells:
        own = texts.cells.get(cell.grade_id)
        free = cell.cell_type == "code" and (own is None or own.kind is CellKind.SOLUTION)
        elsewhere = unanswered - {cell.grade_id}
        if not free or not any(name in cell.source for answer in elsewhere for name in texts.names[answer]):
            yield cell
            continue
        cuts = _answers_in(cell.source, owners, unanswered | {cell.grade_id})
        if len(cuts) < 2:
            yield cell
            continue
        lines = cell.source.split("\n")
        for (start, answer), (end, _) in zip(cuts, [*cuts[1:], (len(lines), "")], strict=True):
            name = answer if answer in absent | {cell.grade_id} else ""
            yield RawCell("code", "\n".join(lines[start:end]).strip("\n"), name)
            absent.discard(answer)


def _answers_in(source: str, owners: dict[str, str], wanted: set[str]) -> list[tuple[int, str]]:
    """Return at which line the part of a cell begins that holds each of the answers ``wanted``, and which it is."""
    cuts: list[tuple[int, str]] = []
    end = 0  # of the last statement that belongs to an answer
    for statement in statements(source) or ():
        about = [owners[name] for name in sorted(defined(statement)) if owners.get(name) in wanted]
        if not about:
            continue
        if about[0] not in {answer for _, answer in cuts}:
            cuts.append((end if cuts else 0, about[0]))
        end = statement.end
    return cuts


def _by_answer(cells: list[RawCell], texts: KnownTexts) -> list[RawCell]:
    """Name cells without a name that define what a missing answer is to define."""
    absent = [name for name in missing(cells, texts) if texts.names.get(name)]
    if not absent:
        return cells
    names = [_defined_in(cell) if _is_free(cell, texts) else set() for cell in cells]
    cells = [*cells]
    for answer in absent:
        functions = texts.cells[answer].functions
        for place, there in enumerate(names):
            if (there & texts.names[answer]) if functions else (texts.names[answer] <= there):
                cells[place], names[place] = replace(cells[place], grade_id=answer), set()
                break
    return cells


def _is_free(cell: RawCell, texts: KnownTexts) -> bool:
    return cell.cell_type == "code" and cell.grade_id not in texts.cells


def _defined_in(cell: RawCell) -> set[str]:
    return {name for statement in statements(cell.source) or () for name in defined(statement)}


def _by_place(cells: list[RawCell], texts: KnownTexts) -> list[RawCell]:
    """Name what stands where a missing answer of words, or one that defines nothing, belongs: between known cells."""
    cells, absent = [*cells], missing(cells, texts)
    read = ["" if cell.cell_type == "code" else normalised(cell.source) for cell in cells]
    for place, (name, _) in enumerate(texts.order):
        if name not in absent or not texts.cells[name].is_answer:
            continue
        where = (_place(cells, read, known) for known in reversed(texts.order[:place]))
        after = next((at for at in where if at is not None), -1)
        where = (_place(cells, read, known) for known in texts.order[place + 1 :])
        before = next((at for at in where if at is not None), len(cells))
        wanted = texts.cells[name].cell_type
        for at in range(after + 1, before):
            free = cells[at].grade_id not in texts.cells and read[at] not in texts.prose
            if free and cells[at].cell_type == wanted and cells[at].source.strip():
                cells[at] = replace(cells[at], grade_id=name)
                if wanted == "code":
                    break
    return cells


def _place(cells: list[RawCell], read: list[str], known: tuple[str, str]) -> int | None:
    """Return where a cell of the assignment stands among ``cells``; prose is known by its text, which is ``read``."""
    name, text = known
    if not name:
        return read.index(text) if text in read else None
    return next((at for at, cell in enumerate(cells) if cell.grade_id == name), None)
