"""Texts to learn from that others have collected: sentences from reviews, and the forms of English verbs.

They lie beside this file in the published package, where ``book/course_data.py`` puts them, and not in the repository.
SOURCES.txt there says who made them, and under which licence.
"""

from course.data.texts import Verb, reviews, verb_forms, words_of

__all__ = ["Verb", "reviews", "verb_forms", "words_of"]
