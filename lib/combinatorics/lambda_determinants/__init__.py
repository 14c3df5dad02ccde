"""A determinant with a parameter.

The chapter is ``chapters/combinatorics/lambda_determinants``.
"""
