"""Open and closed triangles.

The chapter is ``chapters/networks/simplicial_closure``.
"""
