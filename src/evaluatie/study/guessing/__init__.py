"""Makes a study.yml from the files that an organisation delivered: `evaluatie new`."""

from evaluatie.study.guessing.newstudy import NewStudy, new_study

__all__ = ["NewStudy", "new_study"]
