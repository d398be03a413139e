"""Sphinx extensions for pages whose claims carry a verdict, a certainty and sources: a room per capability."""

__version__ = "0.2.0"
