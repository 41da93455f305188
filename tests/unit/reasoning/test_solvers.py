"""The engine for one case needs nothing but NumPy; for many, the compiled one is taken where it is installed."""

import sys
from types import SimpleNamespace

from nuchal.reasoning import posterior
from nuchal.reasoning.solvers import best_solver


def test_a_single_case_is_solved_by_the_reference_engine():
    assert best_solver(many=False) is posterior.solve


def test_many_cases_are_solved_by_the_compiled_engine_where_it_is_installed(monkeypatch):
    compiled = SimpleNamespace(solve=lambda problem: None)
    monkeypatch.setitem(sys.modules, "nuchal.reasoning.posterior_compiled", compiled)
    assert best_solver(many=True) is compiled.solve
    assert best_solver(many=False) is posterior.solve


def test_without_the_compiled_engine_many_cases_are_solved_all_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "nuchal.reasoning.posterior_compiled", None)
    assert best_solver(many=True) is posterior.solve
