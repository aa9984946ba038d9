import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_score

from comity.flow.compare.polis import groups
from comity.flow.compare.polis.groups import Clusters, base_clusters, group_clusters, k_means, silhouette


def blobs(sizes, spread=0.1, seed=0):
    """Points around (0, 0), (10, 0), (0, 10), ..., taken in turn, and which of them each is around."""
    rng = np.random.default_rng(seed)
    middles = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0], [20.0, 0.0], [0.0, 20.0]])
    member_of = np.concatenate([np.full(size, blob) for blob, size in enumerate(sizes)])
    turn = np.concatenate([np.arange(size) for size in sizes])
    order = np.lexsort((member_of, turn))
    return (middles[member_of] + spread * rng.standard_normal((len(member_of), 2)))[order], member_of[order]


def test_up_to_a_hundred_different_people_are_a_base_cluster_each():
    points = np.random.default_rng(0).standard_normal((100, 2))
    found = base_clusters(points)
    assert found.member_of.tolist() == list(range(100))
    assert (found.centres == points).all()


def test_more_people_make_at_most_a_hundred_base_clusters_with_their_mean_as_centre():
    points = np.random.default_rng(1).standard_normal((1000, 2))
    found = base_clusters(points)
    assert 90 <= found.k <= 100
    assert found.sizes.min() >= 1
    means = np.array([points[found.member_of == cluster].mean(axis=0) for cluster in range(found.k)])
    assert found.centres == pytest.approx(means)


def test_people_on_one_spot_share_a_base_cluster():
    found = base_clusters(np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    assert found.member_of.tolist() == [0, 1, 0, 1, 2]


def test_the_first_different_points_are_found_however_late_they_come():
    points = np.repeat([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]], 5000, axis=0)
    assert k_means(points, np.ones(15000), 3, 10).centres.tolist() == [[0, 0], [1, 0], [2, 0]]


def test_heavy_points_pull_the_centre():
    found = k_means(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([3.0, 1.0]), 1, 20)
    assert found.centres.tolist() == [[0.25, 0.0]]


def test_stops_after_the_iterations_allowed():
    # From 0 and 1 the second centre first takes everything but 0, and gives back what is nearer to the first next.
    points = np.array([[0.0], [1.0], [9.0], [10.0]])
    weights = np.ones(4)
    assert k_means(points, weights, 2, 1).centres == pytest.approx(np.array([[0.0], [20 / 3]]))
    assert k_means(points, weights, 2, 20).centres.tolist() == [[0.5], [9.5]]


def test_stops_when_no_centre_moves_by_a_hundredth():
    points, weights = np.array([[0.0], [0.010], [0.006], [0.020]]), np.array([1.0, 1.0, 1.0, 5.0])
    # The second centre moves from 0.010 to 0.0166: too little to go on, though 0.006 is now nearer to the first.
    assert k_means(points, weights, 2, 20).member_of.tolist() == [0, 1, 1, 1]
    assert k_means(10 * points, weights, 2, 20).member_of.tolist() == [0, 0, 0, 1]


def test_a_cluster_that_loses_its_last_member_is_dropped():
    points = np.array([[10.0, 5.0], [11.0, 0.0], [9.0, 3.0], [2.0, 8.0], [2.0, 6.0]])
    found = k_means(points, np.ones(5), 3, 20)
    assert found.member_of.tolist() == [0, 0, 0, 1, 1]
    assert found.centres == pytest.approx(np.array([[10, 8 / 3], [2, 7]]))


def test_silhouette_counts_points_and_not_people():
    points, member_of = blobs([8, 5, 1], spread=2.0)
    clusters = Clusters(np.zeros((3, 2)), member_of)
    assert silhouette(cdist(points, points), clusters) == pytest.approx(silhouette_score(points, member_of))


def test_silhouette_of_one_cluster_and_of_points_on_one_spot_is_nought():
    assert silhouette(np.ones((4, 4)), Clusters(np.zeros((1, 2)), np.zeros(4, dtype=np.int64))) == 0
    assert silhouette(np.zeros((4, 4)), Clusters(np.zeros((2, 2)), np.array([0, 0, 1, 1]))) == 0


@pytest.mark.parametrize("blob_count", [2, 3, 4, 5])
def test_as_many_groups_as_there_are_camps(blob_count):
    points, member_of = blobs([10] * blob_count)
    found = group_clusters(points, np.ones(len(points)))
    assert found.k == blob_count
    assert found.member_of.tolist() == member_of.tolist()


@pytest.mark.parametrize(("base", "most"), [(11, 2), (12, 3), (23, 3), (24, 4), (36, 5), (90, 5)])
def test_the_number_of_groups_is_limited_by_the_number_of_base_clusters(base, most):
    sizes = [base // 6 + (blob < base % 6) for blob in range(6)]
    points, _ = blobs(sizes)
    assert group_clusters(points, np.ones(base)).k == most


def test_the_larger_number_of_groups_wins_a_tie(monkeypatch):
    monkeypatch.setattr(groups, "silhouette", lambda distances, clusters: 0.5)
    points, _ = blobs([10, 10, 10])
    assert groups.group_clusters(points, np.ones(30)).k == 4


def test_nobody_makes_no_group_and_one_spot_makes_one():
    assert group_clusters(np.zeros((0, 2)), np.zeros(0)).k == 0
    assert base_clusters(np.zeros((0, 2))).k == 0
    assert group_clusters(np.zeros((1, 2)), np.ones(1)).k == 1
