"""Answers to a form, whatever its template asks."""

from township import grid

Value = grid.AnswerValue
Kind = grid.AnswerKind


def by_hand(part):
    """Whether somebody types this answer."""
    return not part.from_target and not part.closed


def can_be_problem(part):
    if isinstance(part.kind, Kind.SINGLE):
        return any(option.problem for option in part.kind.options)
    marks = (grid.ProblemMark.YES, grid.ProblemMark.NO)
    return isinstance(part.kind, Kind.YES_NO) and isinstance(part.problem, marks)


def parts_of(form):
    return [part for item in form.items for part in item.parts if by_hand(part)]


def has_problem_part(form):
    return any(can_be_problem(part) for part in parts_of(form))


def answer_to(part, problem, target):
    """An answer to a part, one that means a problem if asked; None if it takes a file."""
    kind = part.kind
    if isinstance(kind, Kind.YES_NO):
        bad_is_yes = isinstance(part.problem, grid.ProblemMark.YES)
        return Value.YES_NO(problem == bad_is_yes)
    if isinstance(kind, (Kind.SINGLE, Kind.MULTI)):
        code = next((o.code for o in kind.options if o.problem == problem), None)
        if code is None:
            return None
        return Value.CHOICE(code) if isinstance(kind, Kind.SINGLE) else Value.CHOICES(1 << code)
    if isinstance(kind, Kind.NUMBER):
        return Value.NUMBER(kind.min)
    if isinstance(kind, Kind.DAY):
        return Value.DAY("2026-01-31")
    if isinstance(kind, Kind.TIME):
        return Value.TIME(600)
    if isinstance(kind, Kind.WORDS):
        return Value.WORDS("示意")
    if isinstance(kind, Kind.RECORD):
        return Value.RECORD(target)
    if isinstance(kind, Kind.POINT):
        return Value.POINT(1_114_500_000, 411_000_000, 20, 1)
    return None


def answer_all(phone, task):
    """Answers a task with one problem; returns how many fields were answered."""
    count, wanted = 0, True
    for part in parts_of(phone.core.form(task.template)):
        problem = wanted and can_be_problem(part)
        wanted = wanted and not problem
        value = answer_to(part, problem, task.target)
        if value is not None:
            phone.core.answer(grid.FieldAnswer(task=task, field=part.fields[0], value=value))
            count += 1
    return count
