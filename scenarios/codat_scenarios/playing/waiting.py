"""How does the player wait where the clock of the tenant runs by itself? In real time."""

from time import sleep

__all__ = ["sleep"]
