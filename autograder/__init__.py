"""The instructors' package: build assignments, grade strangers' notebooks, prove the tests."""
