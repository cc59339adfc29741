"""Files of bars, recognised from what is in them and staged for a store.

`receive.receive` is the door; nothing is imported here, so that a name of it loads no engine.
"""
