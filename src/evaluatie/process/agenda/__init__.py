"""The national agenda of actions: what was promised by whom, and how far it is."""

from evaluatie.process.agenda.national import Agenda, national_agenda
from evaluatie.process.agenda.progress import AgendaProgress, agenda_progress

__all__ = ["Agenda", "AgendaProgress", "agenda_progress", "national_agenda"]
