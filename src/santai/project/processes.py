"""Child processes that never outlive us, however we end."""

import ctypes
import os
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with(parent: int, how: int) -> None:
    """Ask Linux to send *this* process ``how`` when ``parent``, which started it, ends.

    Elsewhere it does nothing. A change of user clears the request, so ask after that.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), how)


def dying_with_us(how: int) -> Callable[[], None]:
    """The same for a child about to be started: give it to ``Popen`` as ``preexec_fn``.

    For processes with one thread only, like every caller here.
    """
    us = os.getpid()
    return lambda: die_with(us, how)
