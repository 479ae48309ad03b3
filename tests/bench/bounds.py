"""Bounds that a noisy machine keeps."""

TRIES = 3


def hold(bounds, measure, tell, tries=TRIES):
    """Whether each name in `bounds` costs no more than so many times what it is compared with.

    `measure(names)` yields a name, what it costs and what the other does, from processes of its own: where their memory
    lies matters. What misses its bound is measured again, and the least of all tries counts for both; only what misses
    every time breaks the promise. `tell(name, cost, other)` is what to print.
    """
    least = {}
    names = list(bounds)
    for number in range(tries):
        missed = []
        for name, *costs in measure(names):
            cost, other = least[name] = [min(pair) for pair in zip(costs, least.get(name, costs))]
            print(f"{tell(name, cost, other)}, at most {bounds[name]}{', measured again' if number else ''}", flush=True)
            if cost > bounds[name] * other:
                missed.append(name)
        names = missed
        if not names:
            return True
    return False
