"""How long tests wait for what has to come: never so long when all is well, however slow the machine."""

#: Seconds.
PATIENCE = 600
