"""The paths of things, for all tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = ROOT / "tests" / "submissions" / "attacks"
PROGRAMS = ROOT / "tests" / "autograder" / "batch" / "programs"
