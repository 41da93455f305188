"""
An outside witness: pyAgrum's exact inference on the same networks.

Each positive finding is a noisy-OR of its causes and of an own cause with the strength of its leak, which depends on
the rival headache; so the leak enters once (`addNoisyORCompound` would add it a second time).
"""

import warnings

import numpy as np
import pytest

from nuchal.reasoning.posterior import Problem, solve
from tests.networks import generated

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # warnings of its own parts while they are imported are not ours
    gum = pytest.importorskip("pyagrum")


def network(problem: Problem):
    """The problem as a Bayesian network: H the rival headache, c the causes, o the leaks, z the findings."""
    states, causes = problem.active.shape
    net = gum.BayesNet()
    net.add(gum.LabelizedVariable("H", "", max(states, 1)))
    weight = np.exp(problem.log_weight - problem.log_weight.max())
    net.cpt("H").fillWith(list(weight / weight.sum()))
    for cause in range(causes):
        _switch(net, f"c{cause}", problem.active[:, cause])
    for finding in range(problem.leak.shape[1]):
        _switch(net, f"o{finding}", problem.leak[:, finding])
        net.addNoisyORNet(gum.LabelizedVariable(f"z{finding}", "", 2), 0.0)
        net.addWeightedArc(f"o{finding}", f"z{finding}", 1.0)
        for cause in np.flatnonzero(problem.link[:, finding]):
            net.addWeightedArc(f"c{cause}", f"z{finding}", float(problem.link[cause, finding]))
    return net


def _switch(net, name, chances):
    net.add(gum.LabelizedVariable(name, "", 2))
    net.addArc("H", name)
    net.cpt(name).fillWith([value for chance in chances for value in (1 - chance, chance)])


@pytest.mark.parametrize("seed", range(25))
def test_marginals_and_evidence_agree_to_six_digits(seed):
    dice = np.random.default_rng(seed)
    problem = generated(
        seed, causes=int(dice.integers(1, 14)), positives=int(dice.integers(1, 8)), states=int(dice.integers(2, 4)),
        exclusive=False,
    )  # fmt: skip
    found = solve(problem)
    inference = gum.LazyPropagation(network(problem))
    inference.setEvidence({f"z{finding}": 1 for finding in range(problem.leak.shape[1])})
    inference.makeInference()
    causes = [inference.posterior(f"c{cause}")[1] for cause in range(problem.active.shape[1])]
    assert found.cause == pytest.approx(np.array(causes), abs=1e-6)
    assert found.state == pytest.approx(np.array(inference.posterior("H").tolist()), abs=1e-6)
    own_scale = np.log(np.exp(problem.log_weight).sum())
    assert found.log_evidence - own_scale == pytest.approx(np.log(inference.evidenceProbability()), abs=1e-6)
