"""What a docstring in the homeworks' notation promises, and that other notations promise nothing."""

from __future__ import annotations

import textwrap

from autograder.assignment.docstring import History, read

DOC = """\
Train.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        y: (m,) int64 array, the right classes,
            each from 0 to K - 1.
        K: int, the number of classes.
        a, b: float64 arrays of one shape. Not changed.
        eta: float, the learning rate.
        steps: int, how many steps to take; 0 returns the start.
        rng: int (a seed) or np.random.Generator, for the start.

    Returns:
        b: (K,) float64 array.
        losses: (steps + 1,) float64 array; losses[t] is the loss after t steps.
        cache: what `backward` needs.

    Raises:
        ValueError: if X is empty.
    """


def test_axes_promises_and_roles_are_read_from_the_lines_of_arguments():
    said = read({"train": DOC})["train"].arguments
    assert list(said) == ["X", "y", "K", "a", "b", "eta", "steps", "rng"]
    assert [name for name in said if said[name].axes[:1] == ("m",)] == ["X", "y"]
    assert [name for name in said if said[name].is_kept] == ["X", "a", "b"]
    assert [name for name in said if said[name].is_labels] == ["y"]
    assert [name for name in said if said[name].is_rate] == ["eta"]
    assert [name for name in said if said[name].takes_generator] == ["rng"]


def test_a_result_as_long_as_the_steps_is_a_history_and_one_of_another_length_is_not():
    doc = read({"train": DOC})["train"]
    assert doc.history == History("steps", 1, 1)
    assert [said.is_opaque for said in doc.returns] == [False, False, True]


def test_the_docstring_of_another_function_may_be_meant():
    docs = read({"train": DOC, "again": "Train again. Args and Returns: as `train`.", "lost": "Returns: as `nothing`."})
    assert docs["again"] == docs["train"]
    assert not docs["lost"].arguments
    assert not docs["lost"].returns


def test_a_value_returned_alone_has_no_name():
    (said,) = read({"f": "F.\n\nReturns:\n    (m, K) float64 array: new.\n"})["f"].returns
    assert (said.name, said.axes) == ("", ("m", "K"))


def test_other_notations_promise_nothing():
    numpy_style = textwrap.dedent("""\
        Train.

        Parameters
        ----------
        X : ndarray
            The inputs. Not changed.
        """)
    doc = read({"f": numpy_style, "g": ""})
    assert not doc["f"].arguments
    assert not doc["g"].arguments
