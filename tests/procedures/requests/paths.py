"""Ways through a workflow, worked out from the workflow itself."""

from __future__ import annotations

from collections import deque

from procedures.definition import Kind, Transition, Workflow

LEAVING = frozenset({Kind.WITHDRAW, Kind.LAPSE, Kind.EXPIRE})


def path_to(workflow: Workflow, goal: str) -> list[Transition]:
    """The fewest moves from the start to a state, by people, leaving out the ways to give up."""
    ways: dict[str, list[Transition]] = {workflow.start: []}
    queue = deque([workflow.start])
    while queue:
        here = queue.popleft()
        if here == goal:
            return ways[here]
        for transition in workflow.transitions:
            usable = here in transition.from_ and transition.kind not in LEAVING
            if usable and transition.by_people and transition.to not in ways:
                ways[transition.to] = [*ways[here], transition]
                queue.append(transition.to)
    raise AssertionError(f"no way to {goal}")


def ways_out(workflow: Workflow, state: str) -> list[Transition]:
    """Moves people make that lead from a state towards a closed one, nearest first."""
    distance = {key: 0 for key, item in workflow.states.items() if item.closed}
    changed = True
    usable = [t for t in workflow.transitions if t.by_people and t.kind not in LEAVING]
    while changed:
        changed = False
        for transition in usable:
            if transition.to in distance:
                for source in transition.from_:
                    if distance.get(source, 99) > distance[transition.to] + 1:
                        distance[source] = distance[transition.to] + 1
                        changed = True
    return sorted(
        (
            t
            for t in usable
            if state in t.from_ and distance.get(t.to, 99) < distance.get(state, 99)
        ),
        key=lambda t: distance[t.to],
    )
