"""More of a day in the field than the twelve scenarios hold, over the generated Python bindings and
the hub's own binary. Each test is one story; all share one hub."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from case import Case, blocked_road, main  # noqa: E402
from township import BUDGET, DUTY_OFFICER, Staff, carry, grid, post  # noqa: E402

LOGIN, FIRST, CHOSEN = "zhiban", "first-Word-2026", "second-Word-2027"

State = grid.RecordState
Value = grid.AnswerValue


class Day(Case):
    officer = (LOGIN, FIRST)

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

    def test_an_incident_with_a_photo_is_sent_in_parts_and_answered(self):
        phone = self.phone()
        photo = self.path("photo.jpg")
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

        officer = Staff(self.hub, LOGIN, FIRST, CHOSEN)
        listed = officer.call("GET", "/incidents?open=true")["items"]
        self.assertIn(incident, [found["id"] for found in listed])
        step = {"role": DUTY_OFFICER, "step": "accept"}
        officer.call("POST", f"/incidents/{incident}/steps", step)
        phone.sync()
        view = phone.core.incident(incident)
        self.assertEqual(view.state, "受理")
        self.assertTrue(any("乡镇接了" in answer for answer in view.answers), view.answers)
        self.assertEqual(phone.core.incidents(0, 10)[0].id, incident)

    def test_without_the_hub_everything_waits_and_says_so(self):
        phone = self.phone()
        self.hub.stop()
        try:
            incident = phone.core.report(blocked_road())
            self.assertEqual(phone.sync().problem, "busy")
        finally:
            self.hub.serve()
        (line,) = phone.core.queue(10)
        # Nobody knows that it arrived, so it is not called sent.
        self.assertEqual((line.id, line.state, line.reason), (incident, State.SAVED, "offline"))
        self.assertEqual(phone.core.sync_state().problem, "busy")
        self.assert_sent(phone)
        self.assertIsNone(phone.core.sync_state().problem)

    def test_a_stick_carries_what_waits_and_brings_the_receipt(self):
        phone = self.phone()
        incident = phone.core.report(blocked_road())
        out, receipt = (self.path(name) for name in ("out.gwb", "receipt.gwb"))
        phone.core.export_bundle(str(out))
        self.assertEqual(phone.core.state_of(incident), State.SENT)
        answer = carry(self.hub, out.read_bytes())
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

    def test_arguments_of_the_wrong_form_are_named_and_change_nothing(self):
        phone = self.phone()
        refused = self.assert_fails("bad_value", phone.core.household, "甲")
        self.assertEqual((refused.field, refused.retryable), ("household", False))
        task = phone.task().task
        self.assert_fails("bad_value", phone.core.put_off, [task], "31.12.2026")
        later = grid.FieldAnswer(task=task, field="1", value=Value.TIME(1 << 31))
        self.assert_fails("bad_value", phone.core.answer, later)
        self.assert_fails("not_found", phone.core.form, "XX-99")
        self.assertEqual(phone.core.sync_state().waiting, 0)


if __name__ == "__main__":
    main()
