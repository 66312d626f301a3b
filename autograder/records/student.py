"""A student as the course's roster has them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """A student as nbgrader's roster has them; fields that it does not know are empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First name and last name, else the id."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.id
