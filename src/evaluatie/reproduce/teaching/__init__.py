"""A finding as a lesson: its question, the printed numbers, the recomputation, other choices, and exercises."""

from evaluatie.reproduce.teaching.asked import Asked, data_of
from evaluatie.reproduce.teaching.coding import analysis_code
from evaluatie.reproduce.teaching.exercising import Answer, check_answer
from evaluatie.reproduce.teaching.refusing import LessonError
from evaluatie.reproduce.teaching.shown import Shown
from evaluatie.reproduce.teaching.viewing import Lesson, lesson

__all__ = ["Answer", "Asked", "Lesson", "LessonError", "Shown", "analysis_code", "check_answer", "data_of", "lesson"]
