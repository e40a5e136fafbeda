import pytest
from finecover.core.cluster.simulation import AHEAD, Scenario, simulate


def test_one_worker_takes_the_sum_of_the_tiles():
    assert simulate([2.0], Scenario(10, 1)).seconds == pytest.approx(20)


def test_workers_share_the_tiles():
    assert simulate([1.0], Scenario(1000, 8)).seconds == pytest.approx(125)


def test_the_coordinator_is_a_bound():
    found = simulate([1.0], Scenario(1000, 64, serial=0.1, finish=0.01)).seconds
    assert found == pytest.approx(1 + 1000 * 0.1 + 10)


def test_attempts_are_lost_and_done_again():
    calm = simulate([1.0, 3.0], Scenario(2000, 4))
    lossy = simulate([1.0, 3.0], Scenario(2000, 4, failures=0.05, restart=5))
    assert calm.lost == 0
    assert 60 < lossy.lost < 150
    assert lossy.seconds > calm.seconds


def test_nobody_runs_far_ahead_of_a_slow_tile():
    seconds = [0.1] * 99 + [100.0]
    found = simulate(seconds, Scenario(400, 8, seed=3))
    assert found.seconds >= 100  # the others wait for what is written in order
    assert AHEAD == 2


def test_the_same_seed_gives_the_same_run():
    scenario = Scenario(300, 5, failures=0.1, restart=2, seed=4)
    assert simulate([1.0, 2.0], scenario) == simulate([1.0, 2.0], scenario)
