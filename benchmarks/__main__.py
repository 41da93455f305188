"""
`python -m benchmarks`: how fast, against whom, and do they agree?

Prints one table per question and writes nothing. Times are medians on this machine in this run; quote the ratios.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.problems import drawings, problem_of
from benchmarks.witnesses import agrum, agrum_noisy_or, pgmpy
from nuchal.cases.reading import read_person
from nuchal.knowledge.base import Knowledge
from nuchal.knowledge.reading import load
from nuchal.reasoning.pathway import assess
from nuchal.reasoning.posterior import Problem, solve
from nuchal.reasoning.posterior_compiled import solve as solve_compiled

SEED = 20261120
PATIENCE_S = 10.0
"""A peer that takes longer than this for one drawing is not given larger ones."""
CASE = Path(__file__).resolve().parents[1] / "cases" / "journeys" / "published" / "pain_017.yaml"


def main() -> None:
    """Run every benchmark."""
    knowledge = load()
    print(
        f"Knowledge {knowledge.release}, Python {sys.version.split()[0]}, NumPy {np.__version__}, {os.cpu_count()} CPUs"
    )
    one_at_a_time(knowledge)
    batches(knowledge)
    whole_assessment(knowledge)
    cold_starts()


def one_at_a_time(knowledge: Knowledge) -> None:
    """Posterior of all structures, one drawing at a time, for 1 to 22 places."""
    print("\nPosterior of all structures, one drawing at a time (median; building networks not counted)")
    print("ratios: pyAgrum's time over ours. noisy-OR: pyAgrum's own nodes; chain: unrolled by hand for it")
    heads = ("NumPy ms", "compiled µs", "noisy-OR ms", "/NumPy", "/compiled", "chain ms", "/NumPy", "/compiled",
             "pgmpy ms", "largest difference")  # fmt: skip
    print("places " + " ".join(f"{head:>11}" for head in heads))
    patient = {"noisy-OR", "chain", "pgmpy"}
    for positives in (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22):
        rng = np.random.default_rng(SEED + positives)
        problems = [problem_of(knowledge, d) for d in drawings(knowledge, positives, 5, rng)]
        numpy_s = _median([_best(lambda p=p: solve(p)) for p in problems])
        compiled_s = _median([_best(lambda p=p: solve_compiled(p), repeat=9) for p in problems])
        worst = max(_difference(p) for p in problems)
        peers = {}
        for name, make, few in (("noisy-OR", agrum_noisy_or, 3), ("chain", agrum, 5), ("pgmpy", pgmpy, 1)):
            peers[name], apart = _peer(problems[:few], make, patient, name)
            worst = max(worst, apart)
        cells = [
            f"{numpy_s * 1e3:.2f}", f"{compiled_s * 1e6:.1f}",
            _ms(peers["noisy-OR"]), _ratio(peers["noisy-OR"], numpy_s), _ratio(peers["noisy-OR"], compiled_s),
            _ms(peers["chain"]), _ratio(peers["chain"], numpy_s), _ratio(peers["chain"], compiled_s),
            _ms(peers["pgmpy"]), f"{worst:.1e}",
        ]  # fmt: skip
        print(f"{positives:6d} " + " ".join(f"{cell:>11}" for cell in cells), flush=True)


def batches(knowledge: Knowledge) -> None:
    """Ten thousand drawings in a row."""
    print("\nBatches of 10,000 drawings with 1 to 8 places (building the problem not counted)")
    rng = np.random.default_rng(SEED)
    problems = [problem_of(knowledge, d) for n in range(1, 9) for d in drawings(knowledge, n, 1250, rng)]
    compiled_s = _timed(lambda: [solve_compiled(p) for p in problems])
    numpy_s = _timed(lambda: [solve(p) for p in problems[::10]]) * 10
    print(f"  compiled {compiled_s:7.2f} s   {len(problems) / compiled_s:9.0f} a second")
    print(f"  NumPy    {numpy_s:7.2f} s   {len(problems) / numpy_s:9.0f} a second   (from every tenth)")


def whole_assessment(knowledge: Knowledge) -> None:
    """One person from findings to report data, warm."""
    print("\nA whole assessment in a running program (screening, types, structures, what next)")
    client = read_person(CASE, knowledge)
    from dataclasses import replace

    client = replace(client, assumed_screened=True)
    for name, engine in (("NumPy", solve), ("compiled", solve_compiled)):
        full = _best(lambda e=engine: assess(client, knowledge, solver=e), repeat=5)
        lean = _best(
            lambda e=engine: assess(client, knowledge, solver=e, with_next=False, arguments_for=0), repeat=5
        )
        print(
            f"  {name:9} {full * 1e3:7.1f} ms with every reason, {lean * 1e3:7.1f} ms without next steps and arguments"
        )


def cold_starts() -> None:
    """A fresh process each: the knowledge from YAML, from the compiled file, and a cold assess."""
    print("\nFresh processes (median of 5)")
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        load_code = "from nuchal.knowledge.reading import load; load()"
        first = _process([sys.executable, "-c", load_code], environment, times=1)
        print(f"  knowledge from YAML (first start ever)   {first:6.2f} s")
        again = _process([sys.executable, "-c", load_code], environment)
        print(f"  knowledge from the compiled file         {again:6.2f} s")
        call = [sys.executable, "-m", "nuchal", "assess", "--assume-screened", str(CASE)]
        print(f"  nuchal assess of one case                {_process(call, environment):6.2f} s")
        print(
            f"  python -c pass                           {_process([sys.executable, '-c', 'pass'], environment):6.2f} s"
        )


def _peer(
    problems: list[Problem], make: Callable[[Problem], Any], patient: set[str], name: str
) -> tuple[float | None, float]:
    """Median time of a peer and its largest difference from NumPy; None from the size at which it took too long."""
    times, worst = [], 0.0
    for problem in problems if name in patient else ():
        answered = _within(PATIENCE_S, make, problem)
        if answered is None:
            patient.discard(name)
            return None, worst
        seconds, answer = answered
        times.append(seconds)
        ours = solve(problem).cause
        worst = max(worst, *(abs(ours[cause] - chance) for cause, chance in answer.items()))
    return (_median(times) if times else None), worst


def _within(
    limit_s: float, make: Callable[[Problem], Any], problem: Problem
) -> tuple[float, dict[int, float]] | None:
    """Time and answer of a peer, in a process of its own that is ended at the limit."""
    here, there = multiprocessing.Pipe(duplex=False)

    def work() -> None:
        infer = make(problem)
        start = time.perf_counter()
        answer = infer()
        there.send((time.perf_counter() - start, answer))

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    answered: tuple[float, dict[int, float]] | None = here.recv() if here.poll(limit_s) else None
    child.kill()
    child.join()
    return answered


def _difference(problem: Problem) -> float:
    one, other = solve(problem), solve_compiled(problem)
    return float(max(np.abs(one.cause - other.cause).max(), np.abs(one.block - other.block).max()))


def _best(call: Callable[[], Any], repeat: int = 3) -> float:
    call()
    return min(_timed(call) for _ in range(repeat))


def _timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _process(call: list[str], environment: dict[str, str], times: int = 5) -> float:
    return _median(
        [
            _timed(lambda: subprocess.run(call, check=True, env=environment, capture_output=True))
            for _ in range(times)
        ]
    )


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1e3:.1f}"


def _ratio(theirs: float | None, ours: float) -> str:
    return "–" if theirs is None else f"{theirs / ours:.0f}×"


if __name__ == "__main__":
    main()
