import numpy as np
import pytest

from comity.flow.compare.polis.axes import centre, components, extremity, project, residuals
from comity.flow.compare.polis.ratings import Ratings, rate


def simulated(votes_of, people, width, seed):
    rng = np.random.default_rng(seed)
    leaning = rng.standard_normal((people, 2)) @ rng.standard_normal((2, width))
    vote = np.where(leaning > 0.5, 1, np.where(leaning < -0.5, -1, 0))
    seen = rng.random((people, width)) < 0.4
    return votes_of(
        [[int(v) if s else None for v, s in zip(*row, strict=True)] for row in zip(vote, seen, strict=True)]
    )


def filled_with_means(votes, means):
    table = np.tile(means, (votes.shape[0], 1))
    rows = np.repeat(np.arange(votes.shape[0]), votes.per_participant())
    table[rows, votes.indices] = votes.values
    return table


def test_the_centre_is_the_mean_of_the_votes_cast_and_nought_without_any(votes_of):
    votes = votes_of([[1, -1, None], [1, 0, None], [0, None, None]])
    assert centre(rate(votes)) == pytest.approx([2 / 3, -1 / 2, 0])


def test_a_zeroed_statement_has_no_centre_and_no_residual(votes_of):
    votes = votes_of([[1, -1], [1, 1]])
    ratings = Ratings(votes, np.array([True, False]))
    means = centre(ratings)
    assert means.tolist() == [0, 0]
    assert residuals(ratings, means).toarray().tolist() == [[0, -1], [0, 1]]


@pytest.mark.parametrize(("people", "width"), [(60, 20), (200, 90), (40, 150)])
def test_the_axes_are_those_of_the_table_filled_with_means(votes_of, people, width):
    votes = simulated(votes_of, people, width, seed=width)
    ratings = rate(votes)
    means = centre(ratings)
    found = components(residuals(ratings, means))
    expected = np.linalg.svd(filled_with_means(votes, means) - means, full_matrices=False)[2][:2]
    assert np.abs((found * expected).sum(axis=1)) == pytest.approx([1, 1], abs=1e-12)


def test_the_loading_of_largest_size_is_positive(votes_of):
    found = components(residuals(*with_centre(simulated(votes_of, 200, 90, seed=3))))
    assert all(axis[np.argmax(np.abs(axis))] > 0 for axis in found)


def test_two_opposed_camps_have_one_axis_and_no_second(votes_of):
    votes = votes_of([[1, -1] * 20] * 5 + [[-1, 1] * 20] * 5)
    found = components(residuals(*with_centre(votes)))
    assert found[0] == pytest.approx(np.array([1, -1] * 20) / np.sqrt(40))
    assert not found[1].any()


def test_people_of_one_mind_have_no_axis(votes_of):
    assert not components(residuals(*with_centre(votes_of([[1, 0, -1] * 20] * 8)))).any()


def test_sparse_people_are_stretched(votes_of):
    votes = votes_of([[1, 1, 1, 1], [1, None, None, None], [None] * 4])
    ratings = rate(votes)
    axes = np.array([[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]])
    found = project(ratings, residuals(ratings, np.array([0.5, 0.0, 0.0, 0.0])), axes)
    # sqrt(4/4) (0.25 + 0.5 + 0.5 + 0.5) and sqrt(4/1) 0.25; nothing seen, nothing said
    assert found.tolist() == [[1.75, -0.25], [0.5, 0.5], [0.0, 0.0]]


def test_extremity_is_how_far_somebody_lies_who_only_agreed_with_that_statement(votes_of):
    means, axes = np.array([0.25, -0.5, 0.0]), np.array([[0.6, 0.8, 0.0], [0.0, 0.6, 0.8]])
    single = rate(votes_of([[1, None, None], [None, 1, None], [None, None, 1]]))
    expected = np.linalg.norm(project(single, residuals(single, means), axes), axis=1)
    assert extremity(means, axes) == pytest.approx(expected)


def with_centre(votes):
    ratings = rate(votes)
    return ratings, centre(ratings)
