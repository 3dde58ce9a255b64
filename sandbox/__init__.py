"""Local stand-ins for the outside world: customers, agents, a shop's site.

Used by the demo, the tests and the load generator. Nothing here imports anything of ours: what a
stand-in knows of Parley is the wire, as any stranger's program would.
"""
