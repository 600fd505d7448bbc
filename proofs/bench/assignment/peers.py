"""Peers of the assignment bench: solves the instances of `files.ts` and prints a line of JSON for each run.

python peers.py flow FILE RUNS SECONDS   OR-Tools SimpleMinCostFlow; up to RUNS runs, none begun after SECONDS
python peers.py dense FILE RUNS SECONDS  scipy.optimize.linear_sum_assignment, for a full square
python peers.py many FILE...             OR-Tools, one run a file
"""

import json
import resource
import sys
import time

import numpy as np


def read(file):
    numbers = np.fromfile(file, dtype=np.int32)
    needs, resources, candidates = (int(number) for number in numbers[:3])
    parts, at = [], 3
    for count in (needs + 1, candidates, candidates, resources):
        parts.append(numbers[at : at + count])
        at += count
    return needs, resources, *parts


def flow(instance):
    """A unit of flow a need: to a candidate, or past all of them at no cost. Arrays go in whole; `solve` is timed alone."""
    from ortools.graph.python import min_cost_flow

    needs, resources, row_start, column, score, capacity = instance
    sink = needs + resources
    rows = np.repeat(np.arange(needs, dtype=np.int32), np.diff(row_start))
    everyone = np.arange(sink, dtype=np.int32)
    tails = np.concatenate([rows, everyone])
    heads = np.concatenate([column + np.int32(needs), np.full(sink, sink, dtype=np.int32)])
    room = np.concatenate([np.ones(len(column) + needs, dtype=np.int64), capacity.astype(np.int64)])
    costs = np.concatenate([-score.astype(np.int64), np.zeros(sink, dtype=np.int64)])
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[:needs], supplies[sink] = 1, -needs

    def run():
        began = clock()
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
        solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
        built = clock()
        assert solver.solve() == solver.OPTIMAL
        return since(began, built), since(built, clock()), -solver.optimal_cost()

    return run


def dense(instance):
    from scipy.optimize import linear_sum_assignment

    needs, _, _, _, score, _ = instance
    scores = score.reshape(needs, needs)

    def run():
        began = clock()
        rows, columns = linear_sum_assignment(scores, maximize=True)
        return (0, 0), since(began, clock()), int(scores[rows, columns].sum(dtype=np.int64))

    return run


def clock():
    """Processor time of this process, and the time on the wall."""
    return time.process_time(), time.perf_counter()


def since(began, ended):
    return [(end - begin) * 1e3 for begin, end in zip(began, ended)]


def peak():
    """Most memory that this process held, in MiB, by its own status: getrusage counts from before it became Python."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(run):
    (build, _), (cpu, wall), objective = run()
    line = {"buildMs": build, "ms": cpu, "wallMs": wall, "objective": objective, "peakMiB": peak()}
    print(json.dumps(line), flush=True)


kind, *rest = sys.argv[1:]
if kind == "many":
    for file in rest:
        report(flow(read(file)))
else:
    file, runs, seconds = rest
    run = {"flow": flow, "dense": dense}[kind](read(file))
    until = time.perf_counter() + float(seconds)
    for _ in range(int(runs)):
        report(run)
        if time.perf_counter() > until:
            break
