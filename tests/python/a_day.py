"""A day in the field over the generated Python bindings and the hub's own binary.

Each test is one scenario; all share one hub. The same scenarios run in `bindings/tests/day` without
HTTP and without Python, so that a failure here says which side is wrong.
"""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from township import BUDGET, DUTY_OFFICER, Phone, Staff, Township, carry, grid, post  # noqa: E402

PHONES = 16
LOGIN, FIRST, CHOSEN = "zhiban", "first-Word-2026", "second-Word-2027"

State = grid.RecordState
Value = grid.AnswerValue
Kind = grid.AnswerKind


def setUpModule():
    global FOLDER, HUB
    FOLDER = tempfile.TemporaryDirectory(prefix="gridwork-day-")
    HUB = Township(FOLDER.name)
    HUB.issue(PHONES)
    HUB.add_officer(LOGIN, FIRST)
    HUB.serve()


def tearDownModule():
    code = HUB.stop()
    FOLDER.cleanup()
    if code != 0:
        raise AssertionError(f"the hub ended with {code}")


def blocked_road(**more):
    return grid.NewIncident(words="雪把进村的路封了", category="Y06", place="村口", **more)


class Day(unittest.TestCase):
    made = 0

    def bare_phone(self):
        Day.made += 1
        phone = Phone(pathlib.Path(FOLDER.name) / f"phone-{Day.made}")
        self.addCleanup(self.put_away, phone)
        return phone

    def put_away(self, phone):
        """Lets go of the folder, also of a phone that was wiped or shut down already."""
        try:
            phone.core.shut_down()
        except grid.GridError.Failed:
            pass

    def phone(self):
        phone = self.bare_phone()
        phone.enrol(HUB.codes.pop())
        self.assertIsNone(phone.sync().problem)
        return phone

    def assert_fails(self, code, call, *arguments):
        with self.assertRaises(grid.GridError.Failed) as raised:
            call(*arguments)
        self.assertEqual(raised.exception.code, code)
        return raised.exception

    def assert_sent(self, phone):
        completed = phone.sync()
        self.assertEqual((completed.problem, completed.refused), (None, 0))
        self.assertEqual(phone.core.queue(20), [])

    def test_enrolling_downloads_the_cell_and_makes_a_day(self):
        phone = self.bare_phone()
        self.assertEqual(phone.core.status(), grid.CoreStatus.NEW)
        self.assertTrue(phone.core.opened().created)
        self.assert_fails("not_enrolled", phone.core.today)
        self.assert_fails("qr_other", phone.core.begin_enrolment, "别家的码", "手机", "python")
        code = HUB.codes.pop()
        phone.enrol(code)
        self.assertIsNone(phone.sync().problem)
        self.assertEqual(phone.core.status(), grid.CoreStatus.READY)
        today = phone.core.today()
        self.assertTrue(today.training)
        self.assertTrue(0 < len(today.lines) <= 7)
        self.assertIsNotNone(today.list_as_of)
        self.assertGreater(len(phone.core.hamlets()), 0)
        state = phone.core.sync_state()
        self.assertEqual((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0))
        self.assertFalse(state.downloading)
        again = self.bare_phone()
        self.assert_fails("qr_used", again.enrol, code)

    def test_a_visit_with_an_exception_is_saved_then_received_then_done(self):
        phone = self.phone()
        due = phone.task(has_problem_part)
        answered = answer_all(phone, due.task)
        view = phone.core.task(due.task)
        self.assertEqual((len(view.answers), view.closed), (answered, False))
        self.assertEqual(phone.core.state_of(due.id), State.SAVED)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(due.id), State.RECEIVED)
        phone.core.finish([due.task])
        self.assert_sent(phone)
        self.assertTrue(phone.core.task(due.task).closed)
        self.assertEqual(phone.core.state_of(due.id), State.DONE)

    def test_no_change_declining_and_putting_off_each_settle_their_task(self):
        phone = self.phone()
        unchanged = phone.task(lambda form: form.no_change is not None)
        phone.core.no_change([unchanged.task])
        declined = phone.task(lambda form: form.asks_people)
        phone.core.decline([declined.task])
        later = phone.task()
        phone.core.put_off([later.task], later.due)
        self.assertEqual(phone.core.sync_state().waiting, 3)
        self.assert_sent(phone)
        words = [phone.core.task(due.task).status for due in (unchanged, declined, later)]
        self.assertEqual(words, ["完成", "谢绝", "改天"])

    def test_people_are_found_by_name_pinyin_initials_and_hamlet(self):
        phone = self.phone()
        house = phone.household()
        person = phone.core.add_member(house, grid.NewPerson(
            name="白示意", sex=2, relation=99, residency=1, phone="13900001234"))
        for query in ("白示意", "示意", "baishiyi", "bsy"):
            hits = phone.core.find(query, 50)
            self.assertIn(person, [hit.person for hit in hits], query)
        view = phone.core.household(house)
        member = next(member for member in view.members if member.person == person)
        self.assertNotEqual(member.phone, "13900001234")
        reason = grid.RevealReason.CONTACT
        self.assertEqual(phone.core.reveal(house, person, "phone", reason), "13900001234")
        hits = phone.core.find(view.hamlet, 20)
        self.assertEqual({hit.hamlet for hit in hits}, {view.hamlet})
        self.assert_sent(phone)

    def test_the_same_field_written_on_two_phones_is_settled_by_one_of_them(self):
        first, second = self.phone(), self.phone()
        house = first.household(1)
        first.core.edit_household(house, "address", Value.WORDS("东头第一家"))
        second.core.edit_household(house, "address", Value.WORDS("东头第二家"))
        for phone in (first, second, first):
            self.assertIsNone(phone.sync().problem)
        for phone in (first, second):
            (conflict,) = phone.core.conflicts(10)
            self.assertEqual((conflict.field, len(conflict.values)), ("address", 2))
            self.assertEqual([held.own for held in conflict.values].count(True), 1)
        again = (house, "address", Value.WORDS("第三种"))
        self.assert_fails("in_conflict", first.core.edit_household, *again)
        first.core.resolve(conflict.document, None, "address", Value.WORDS("东头第二家"))
        first.sync()
        second.sync()
        for phone in (first, second):
            self.assertEqual(phone.core.conflicts(10), [])
            self.assertEqual(phone.core.household(house).address, "东头第二家")

    def test_an_incident_with_a_photo_is_sent_in_parts_and_answered(self):
        phone = self.phone()
        photo = pathlib.Path(FOLDER.name) / "photo.jpg"
        photo.write_bytes(b"\xff\xd8\xff\xe0" + b"Z" * 100_000)
        self.assertIn("Y06", [category.code for category in phone.core.categories()])
        incident = phone.core.report(blocked_road(photos=[str(photo)]))
        self.assertTrue(phone.core.incident(incident).provisional)
        problem = None
        while problem is None:  # the line is cut in the middle of the photo, and the process with it
            asked = phone.core.next_request(BUDGET)
            part = asked.url.endswith("/v1/files")
            outcome = grid.HttpOutcome.UNREACHABLE() if part else post(asked)
            problem = phone.core.complete_request(asked.id, outcome).problem
        self.assertEqual(problem, "busy")
        self.assertEqual(phone.core.sync_state().files, 1)
        phone.core.shut_down()
        phone.core = phone.open(phone.key)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)

        officer = Staff(HUB, LOGIN, FIRST, CHOSEN)
        listed = officer.call("GET", "/incidents?open=true")["items"]
        self.assertIn(incident, [found["id"] for found in listed])
        step = {"role": DUTY_OFFICER, "step": "accept"}
        officer.call("POST", f"/incidents/{incident}/steps", step)
        phone.sync()
        view = phone.core.incident(incident)
        self.assertEqual(view.state, "受理")
        self.assertTrue(any("乡镇接了" in answer for answer in view.answers), view.answers)
        self.assertEqual(phone.core.incidents(0, 10)[0].id, incident)

    def test_a_pause_in_the_middle_of_an_exchange_loses_nothing(self):
        phone = self.phone()
        incident = phone.core.report(blocked_road())
        asked = phone.core.next_request(BUDGET)
        answer = post(asked)
        phone.core.pause()
        phone.core.pause()
        self.assertTrue(self.assert_fails("paused", phone.core.today).retryable)
        with self.assertRaises(grid.GridError.Failed):
            phone.core.complete_request(asked.id, answer)
        phone.core.resume()
        self.assertEqual(phone.core.state_of(incident), State.SENT)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)

    def test_without_the_hub_everything_waits_and_says_so(self):
        phone = self.phone()
        HUB.stop()
        try:
            incident = phone.core.report(blocked_road())
            self.assertEqual(phone.sync().problem, "busy")
        finally:
            HUB.serve()
        (line,) = phone.core.queue(10)
        self.assertEqual((line.id, line.state), (incident, State.SENT))
        self.assertEqual(phone.core.sync_state().problem, "busy")
        self.assert_sent(phone)
        self.assertIsNone(phone.core.sync_state().problem)

    def test_a_stick_carries_what_waits_and_brings_the_receipt(self):
        phone = self.phone()
        incident = phone.core.report(blocked_road())
        out, receipt = (pathlib.Path(FOLDER.name) / name for name in ("out.gwb", "receipt.gwb"))
        phone.core.export_bundle(str(out))
        self.assertEqual(phone.core.state_of(incident), State.SENT)
        answer = carry(HUB, out.read_bytes())
        receipt.write_bytes(answer[: len(answer) // 2])
        self.assert_fails("usb_cut", phone.core.import_receipt, str(receipt))
        receipt.write_bytes(answer)
        completed = phone.core.import_receipt(str(receipt))
        self.assertEqual((completed.problem, completed.received), (None, 1))
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)
        self.assert_sent(phone)

    def test_events_say_what_to_read_again(self):
        phone = self.phone()
        last = phone.core.next_events(0, 1_000).last
        incident = phone.core.report(blocked_road())
        batch = phone.core.next_events(last, 10)
        told = [(event.kind, event.id) for event in batch.events]
        self.assertIn((grid.EventKind.INCIDENT, incident), told)
        self.assertFalse(batch.gap)
        self.assertEqual(phone.core.next_events(batch.last, 10).events, [])

    def test_the_problem_report_names_nobody(self):
        phone = self.phone()
        phone.core.report(blocked_road())
        text = phone.core.problem_report()
        self.assertTrue(phone.core.verify().sound)
        self.assertNotIn("封了", text)
        houses = [line.target for line in phone.lines() if line.is_household]
        for house in houses:
            view = phone.core.household(house)
            for member in view.members + view.former:
                self.assertNotIn(member.name, text)
                if member.phone:
                    self.assertNotIn(member.phone, text)

    def test_another_key_opens_nothing_and_spoils_nothing(self):
        phone = self.phone()
        self.assert_fails("busy", phone.open, phone.key)
        phone.core.shut_down()
        self.assert_fails("closed", phone.core.today)
        self.assert_fails("wrong_key", phone.open, b"\xee" * 32)
        self.assert_fails("bad_value", phone.open, b"short")
        phone.core = phone.open(phone.key)
        self.assertFalse(phone.core.opened().created)
        self.assertEqual(phone.core.status(), grid.CoreStatus.READY)

    def test_a_revoked_phone_is_told_and_a_wiped_one_begins_anew(self):
        phone = self.phone()
        HUB.stopped("revoke", "device", phone.core.device())
        asked = phone.core.next_request(BUDGET)
        try:
            phone.core.complete_request(asked.id, post(asked))
        except grid.GridError.Failed as told:
            self.assertEqual(told.code, "revoked")
        barred = (grid.CoreStatus.REVOKED, grid.CoreStatus.WIPE_ORDERED)
        self.assertIn(phone.core.status(), barred)
        phone.core.wipe()
        self.assert_fails("closed", phone.core.today)
        phone.core = phone.open(b"\x77" * 32)
        self.assertTrue(phone.core.opened().created)
        self.assertEqual(phone.core.status(), grid.CoreStatus.NEW)

    def test_arguments_of_the_wrong_form_are_named_and_change_nothing(self):
        phone = self.phone()
        refused = self.assert_fails("bad_value", phone.core.household, "甲")
        self.assertEqual((refused.field, refused.retryable), ("household", False))
        task = phone.task().task
        self.assert_fails("bad_value", phone.core.put_off, [task], "31.12.2026")
        self.assert_fails("bad_value", phone.core.answer, task, "1", Value.TIME(1 << 31))
        self.assert_fails("not_found", phone.core.form, "XX-99")
        self.assertEqual(phone.core.sync_state().waiting, 0)


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
            phone.core.answer(task, part.fields[0], value)
            count += 1
    return count


if __name__ == "__main__":
    run = unittest.main(exit=False, verbosity=2).result
    failed = len(run.failures) + len(run.errors)
    passed = run.testsRun - failed - len(run.skipped)
    word = "FAILED" if failed else "ok"
    # The form of cargo's own line, so that the task runner counts these tests too.
    print(f"test result: {word}. {passed} passed; {failed} failed; {len(run.skipped)} ignored")
    sys.exit(1 if failed else 0)
