"""Creatures made by code: random bodies of many plans with motions made from the laws
of locomotion, each with its sentences. No file of motion is read."""

from .make import Creature, Motion, make, make_as

__all__ = ["Creature", "Motion", "make", "make_as"]
