"""What users read: one file a language, filled in here and nowhere else."""

from bot.wording.phrasebook import Phrasebook, languages, phrasebook
from bot.wording.summary import age_words, status_summary

__all__ = ["Phrasebook", "age_words", "languages", "phrasebook", "status_summary"]
