"""What is left for Python's collector of garbage."""

import gc


def left_by(work, times):
    """How many objects are left when something is done so many times more.

    Other threads of the process may leave a few of their own meanwhile.
    """
    # The first time, what is loaded for it leaves some.
    work()
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            work()
        return gc.collect()
    finally:
        gc.enable()
