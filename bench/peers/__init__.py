"""Who else can stand in for this API? The mock's peers: how each is started, what it checks, and why one is absent."""

from peers.installing import FOLDER, absent
from peers.table import MOCK, PEERS, Peer, running

__all__ = ["FOLDER", "MOCK", "PEERS", "Peer", "absent", "running"]
