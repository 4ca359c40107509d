"""What the personnel files contradict themselves in, and by which rules that was settled."""

from __future__ import annotations

from evaluatie.effects import count
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import ALL, Row, Word
from evaluatie.evaluation.topic import heads
from evaluatie.evaluation.workforce.keys import Topic, about, cells
from evaluatie.evaluation.workforce.names import RULES
from evaluatie.evaluation.workforce.staff import Staff


def settled(staff: Staff) -> Topic:
    """Tell how often each rule for contradictions was needed.

    Parameters
    ----------
    staff : Staff

    Returns
    -------
    Topic
        A number per rule that was needed.
    """
    topic = Topic("staff_counts")
    needed = [rule for rule, times in staff.careers.decisions.items() if times]
    for rule in needed:
        times = count(staff.careers.decisions[rule])
        topic.results[f"rule/{rule}"] = about(ALL, times, "count", cells([ALL], [rule], RULES))
    if needed:
        topic.say("staff.rules", "method")
        rows = (Row((Word(f"rule.{rule}"),), (topic.ref(f"rule/{rule}", "count", "count"),)) for rule in needed)
        caption, columns = say.phrase("table.staff_rules"), heads("rule", "times")
        topic.show_table("table-staff-rules", caption, columns, rows, technical=True)
    return topic
