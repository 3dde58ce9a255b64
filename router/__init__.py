"""The router: who gets what, and when.

Pure decisions over an injected clock (:mod:`router.board`, :mod:`router.matching`,
:mod:`router.presence`, :mod:`router.stats`) and a thin runner that makes them true in the store
(:mod:`router.runner`). ``docs/routing.md`` states the rules in the order in which they count.
"""
