"""Sensor readings of light, temperature and vibration, and the state of the machine. Exports PACK only."""

from bancada.domains.sensors.pack import PACK

__all__ = ["PACK"]
