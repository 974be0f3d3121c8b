"""Who else can stand in for this API? The mock's peers: how each is started, what it checks, and why one is absent."""

from peers.installing import FOLDER, absent
from peers.table import PEERS, Peer

__all__ = ["FOLDER", "PEERS", "Peer", "absent"]
