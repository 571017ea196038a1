"""Adapters: one file format each, from bytes to an outline."""
