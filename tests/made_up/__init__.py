"""Made-up projects of any size: tasks x results x curves, the same bytes each time."""

from tests.made_up.project import Size, made_up_project

__all__ = ["Size", "made_up_project"]
