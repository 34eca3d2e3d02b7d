"""What the tests of the cluster grade, and how long they are patient."""

NAME = "hw0_tiny"
SECONDS = 60  # until a test gives up; nothing is asserted about time
