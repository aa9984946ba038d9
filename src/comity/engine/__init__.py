"""Where heavy work runs: in this process, in processes of this machine, on a cluster. All follow `terms.work.Engine`."""

from comity.engine.serial import Serial

__all__ = ["Serial"]
