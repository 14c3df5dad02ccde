"""Modular or hierarchical: what size alone does to topic networks.

The chapter is ``chapters/networks/topic_networks``.
"""
