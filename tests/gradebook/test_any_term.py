"""Any sequence of changes to questions, gradings and marks by hand: no mark is lost, and the sum is right."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from changing_term import Question
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import Course
from autograder.gradebook.hand_marks import Marks

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
WHICH = st.integers(0, 9)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), WHICH, st.sampled_from([None, 0.0, 1.5, 6.0]), st.sampled_from([None, 0.5]),
                  st.sampled_from(["", "Well seen: ∂J/∂W."])),
        st.tuples(st.just("remove"), WHICH),
        st.tuples(st.just("revert"), WHICH),
        st.tuples(st.just("add"), st.booleans()),
        st.tuples(st.just("rename"), WHICH),
        st.tuples(st.just("re-weight"), WHICH, st.sampled_from([1.0, 3.0, 5.0])),
        st.tuples(st.just("correct"), WHICH),
        st.tuples(st.just("hand in"), st.just("ben")),
    ),
    max_size=7,
)  # fmt: skip


class Model:
    """What a person has decided, by the question it is about, whatever that is called."""

    def __init__(self, term) -> None:
        self.term, self.decided, self.gone, self.made = term, {}, [], 0
        self.ids = {question.name: question.name for question in term.questions}  # name today → which it is

    def do(self, kind, *details) -> None:
        questions = self.term.questions
        place = details[0] % len(questions) if isinstance(details[0], int) else 0
        if kind == "add":
            self.made += 1
            questions.append(Question(f"new{self.made}", 2.0, f"{self.made}", written=details[0]))
            self.ids[questions[-1].name] = questions[-1].name
        elif kind == "hand in":
            self.term.hand_in(details[0])
        elif kind == "revert":
            if self.gone:
                questions.append(self.gone.pop(details[0] % len(self.gone)))
        elif kind == "remove":
            if len(questions) > 1:  # an assignment without any is refused
                self.gone.append(questions.pop(place))
        elif kind == "rename":
            self.made += 1
            old = questions[place]
            new = replace(old, name=f"{old.name[:6]}-{self.made}", was=(old.name, *old.was))
            self.ids[new.name], questions[place] = self.ids[old.name], new
        elif kind == "re-weight":
            questions[place] = replace(questions[place], points=details[1])
        elif kind == "correct":
            questions[place] = replace(questions[place], text=f"{questions[place].text}x")
        else:
            self.mark(questions[place], *details[1:])

    def mark(self, question, manual, extra, comment) -> None:
        self.term.mark("ada", question, manual, extra, comment)
        which = self.ids[question.name]
        extra = self.decided.get(which, Marks()).extra if extra is None else extra
        self.decided[which] = Marks(manual=manual, extra=extra, comment=comment or None)

    def check(self) -> None:
        there, total = self.term.marks("ada"), 0.0
        told = [Marks.of(entry.old) for entry in self.term.entries("ada")]
        told += [Marks.of(entry.new) for entry in self.term.entries("ada")]
        absent = {finding.grade_id: finding for finding in self.term.graded("ada").findings}
        for question in self.term.questions:
            which, points = self.ids[question.name], there[question.graded]
            if which in self.decided:
                wanted = self.decided[which]
                found = Marks(manual=points.manual, extra=points.extra, comment=there[question.name].comment)
                late = absent[question.graded].absent and wanted.manual is None and wanted.extra is None
                assert found == (replace(wanted, extra=question.points) if late else wanted), question
            total += points.points
        for which, marks in self.decided.items():
            if which not in {self.ids[question.name] for question in self.term.questions}:
                for name in ("manual", "extra", "comment"):
                    assert getattr(marks, name) in {getattr(each, name) for each in told} | {None}, which
        assert self.term.totals("ada") == (total, sum(question.points for question in self.term.questions))
        for question in self.term.questions:  # nobody loses a point by a question that was not there
            if absent[question.graded].absent and there[question.graded].manual is None:
                assert there[question.graded].points == question.points or self.decided.get(self.ids[question.name])


@pytest.fixture
def begin(tmp_path, empty_gradebook, new_term):
    """Begin a term of its own for each example."""
    made = []

    def begin():
        root = tmp_path / f"{len(made)}"
        (root / "course").mkdir(parents=True)
        shutil.copy(empty_gradebook, root / "course" / "gradebook.db")
        made.append(root)
        return new_term(Course(root))

    return begin


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_to_questions_every_mark_is_there_or_in_the_history_and_the_sum_is_right(begin, steps):
    model = Model(begin())
    for step in steps:
        model.do(*step)
        model.term.grade()
        model.check()
