"""
The same network for pyAgrum and pgmpy, so that time and agreement are measured on the same question.

pyAgrum gets it twice: with its own noisy-OR nodes, as anybody would write it, and in the form that suits it best, each
noisy-OR unrolled into a chain of small tables in the order in which our engine takes the parts. pgmpy has no noisy-OR
node and gets the chain; as one table, a finding with 20 parents would need millions of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nuchal.reasoning.posterior import Problem, plan

Infer = Callable[[], dict[int, float]]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the finding so far, the part that may explain it, and with which probability."""

    name: str
    before: str
    part: int
    chances: list[float]
    """Per value of the part (inactive first): probability that it explains the finding."""


def parts_in_order(problem: Problem) -> list[tuple[int, ...]]:
    """Linked parts in the order of elimination; each holds the causes that exclude each other."""
    return [part for step in plan(problem.link, problem.block, problem.parts) for part in step.parts]


def links(problem: Problem, parts: list[tuple[int, ...]]) -> Iterator[Link]:
    """Every link of every chain; the last of each finding is named z0, z1, …"""
    for finding in range(problem.link.shape[1]):
        touching = [n for n, part in enumerate(parts) if problem.link[list(part), finding].any()]
        before = f"own{finding}"
        for position, number in enumerate(touching):
            name = f"z{finding}" if position == len(touching) - 1 else f"z{finding}_{position}"
            chances = [0.0, *(float(problem.link[cause, finding]) for cause in parts[number])]
            yield Link(name, before, number, chances)
            before = name


def last_names(problem: Problem) -> list[str]:
    """The node of each finding that carries the evidence."""
    linked = problem.link.any(axis=0)
    return [f"z{f}" if linked[f] else f"own{f}" for f in range(problem.link.shape[1])]


def part_table(problem: Problem, part: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """(values, K): probability of each value of a part in each state."""
    chances = problem.active[:, list(part)].T
    return np.vstack([1.0 - chances.sum(axis=0), chances])


def prior(problem: Problem) -> list[float]:
    """(K,) probability of each state before the positive findings."""
    weight = np.exp(problem.log_weight - problem.log_weight.max())
    return [float(value) for value in weight / weight.sum()]


def agrum_noisy_or(problem: Problem) -> Infer:
    """A pyAgrum network with its own noisy-OR nodes; calling it infers the marginal of every linked cause."""
    import pyagrum as gum

    parts = parts_in_order(problem)
    net = gum.BayesNet()
    net.add(gum.LabelizedVariable("H", "", problem.active.shape[0]))
    net.cpt("H").fillWith(prior(problem))
    causes = [cause for part in parts for cause in part]
    for number, part in enumerate(parts):
        net.add(gum.LabelizedVariable(f"p{number}", "", len(part) + 1))
        net.addArc("H", f"p{number}")
        net.cpt(f"p{number}").fillWith([float(v) for v in part_table(problem, part).T.ravel()])
        for value, cause in enumerate(part, start=1):
            net.add(gum.LabelizedVariable(f"c{cause}", "", 2))
            net.addArc(f"p{number}", f"c{cause}")
            for other in range(len(part) + 1):
                net.cpt(f"c{cause}")[{f"p{number}": other}] = [0.0, 1.0] if other == value else [1.0, 0.0]
    for finding in range(problem.link.shape[1]):
        net.add(gum.LabelizedVariable(f"own{finding}", "", 2))
        net.addArc("H", f"own{finding}")
        net.cpt(f"own{finding}").fillWith([float(v) for x in problem.leak[:, finding] for v in (1 - x, x)])
        net.addNoisyORNet(gum.LabelizedVariable(f"z{finding}", "", 2), 0.0)
        net.addWeightedArc(f"own{finding}", f"z{finding}", 1.0)
        for cause in np.flatnonzero(problem.link[:, finding]).tolist():
            net.addWeightedArc(f"c{cause}", f"z{finding}", float(problem.link[cause, finding]))

    def infer() -> dict[int, float]:
        engine = gum.LazyPropagation(net)
        engine.setEvidence({f"z{finding}": 1 for finding in range(problem.link.shape[1])})
        engine.setTargets({f"c{cause}" for cause in causes})
        engine.makeInference()
        return {cause: float(engine.posterior(f"c{cause}")[1]) for cause in causes}

    return infer


def agrum(problem: Problem) -> Infer:
    """A pyAgrum network of chains; calling it infers the marginal of every linked cause."""
    import pyagrum as gum

    parts = parts_in_order(problem)
    net = gum.BayesNet()
    net.add(gum.LabelizedVariable("H", "", problem.active.shape[0]))
    net.cpt("H").fillWith(prior(problem))
    for number, part in enumerate(parts):
        net.add(gum.LabelizedVariable(f"p{number}", "", len(part) + 1))
        net.addArc("H", f"p{number}")
        net.cpt(f"p{number}").fillWith([float(v) for v in part_table(problem, part).T.ravel()])
    for finding in range(problem.link.shape[1]):
        net.add(gum.LabelizedVariable(f"own{finding}", "", 2))
        net.addArc("H", f"own{finding}")
        net.cpt(f"own{finding}").fillWith([float(v) for x in problem.leak[:, finding] for v in (1 - x, x)])
    for link in links(problem, parts):
        net.add(gum.LabelizedVariable(link.name, "", 2))
        net.addArc(link.before, link.name)
        net.addArc(f"p{link.part}", link.name)
        for value, chance in enumerate(link.chances):
            net.cpt(link.name)[{link.before: 0, f"p{link.part}": value}] = [1.0 - chance, chance]
            net.cpt(link.name)[{link.before: 1, f"p{link.part}": value}] = [0.0, 1.0]
    evidence = dict.fromkeys(last_names(problem), 1)

    def infer() -> dict[int, float]:
        engine = gum.LazyPropagation(net)
        engine.setEvidence(evidence)
        engine.setTargets({f"p{number}" for number in range(len(parts))})
        engine.makeInference()
        found = {}
        for number, part in enumerate(parts):
            posterior = engine.posterior(f"p{number}")
            found.update({cause: float(posterior[value]) for value, cause in enumerate(part, start=1)})
        return found

    return infer


def pgmpy(problem: Problem) -> Infer:
    """A pgmpy network; calling it infers the marginal of every linked cause."""
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.inference import BeliefPropagation
    from pgmpy.models import DiscreteBayesianNetwork

    parts = parts_in_order(problem)
    states = problem.active.shape[0]
    net = DiscreteBayesianNetwork()
    net.add_node("H")
    tables = [TabularCPD("H", states, [[value] for value in prior(problem)])]
    for number, part in enumerate(parts):
        net.add_edge("H", f"p{number}")
        tables.append(
            TabularCPD(f"p{number}", len(part) + 1, part_table(problem, part).tolist(), ["H"], [states])
        )
    for finding in range(problem.link.shape[1]):
        net.add_edge("H", f"own{finding}")
        leak = problem.leak[:, finding]
        tables.append(TabularCPD(f"own{finding}", 2, [(1 - leak).tolist(), leak.tolist()], ["H"], [states]))
    for link in links(problem, parts):
        net.add_edge(link.before, link.name)
        net.add_edge(f"p{link.part}", link.name)
        absent = [1.0 - chance for chance in link.chances] + [0.0] * len(link.chances)
        present = [1.0 - value for value in absent]
        names, sizes = [link.before, f"p{link.part}"], [2, len(link.chances)]
        tables.append(TabularCPD(link.name, 2, [absent, present], names, sizes))
    net.add_cpds(*tables)
    evidence = dict.fromkeys(last_names(problem), 1)

    def infer() -> dict[int, float]:
        engine = BeliefPropagation(net)
        engine.calibrate()
        found = {}
        for number, part in enumerate(parts):
            values = engine.query([f"p{number}"], evidence=evidence, show_progress=False).values
            found.update({cause: float(values[value]) for value, cause in enumerate(part, start=1)})
        return found

    return infer
