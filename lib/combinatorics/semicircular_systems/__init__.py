"""What commutes with a semicircle.

The chapter is ``chapters/combinatorics/semicircular_systems``.
"""
