"""The twelve scenarios that run in Rust, Python, Kotlin and Swift alike, over the generated Python
bindings and the hub's own binary. Their names are the same in each language.

GRIDWORK_FIXTURE is the folder of an unpacked fixture of an older release, for the last one.
"""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from answers import answer_all, has_problem_part  # noqa: E402
from case import Case, blocked_road, main  # noqa: E402
from township import BUDGET, Phone, grid, post  # noqa: E402

State = grid.RecordState
Value = grid.AnswerValue
FIXTURE = pathlib.Path(os.environ["GRIDWORK_FIXTURE"])


class Scenarios(Case):
    def test_01_enrol(self):
        phone = self.bare_phone()
        self.assertTrue(phone.core.opened().created)
        self.assertEqual(phone.core.status(), grid.CoreStatus.NEW)
        self.assert_fails("not_enrolled", phone.core.today)
        self.assert_fails("qr_other", phone.enrol, "别家的码")
        code = self.hub.codes.pop()
        phone.enrol(code)
        self.assertEqual(phone.core.status(), grid.CoreStatus.READY)
        self.assertTrue(phone.core.training())
        self.assert_fails("qr_used", self.bare_phone().enrol, code)

    def test_02_first_download(self):
        phone = self.bare_phone()
        phone.enrol(self.hub.codes.pop())
        # Cut after the first request: what has come is kept, and the rest comes later.
        asked = phone.core.next_request(BUDGET)
        self.assertTrue(phone.core.complete_request(asked.id, post(asked)).more)
        asked = phone.core.next_request(BUDGET)
        cut = phone.core.complete_request(asked.id, grid.HttpOutcome.UNREACHABLE())
        self.assertEqual(cut.problem, "busy")
        self.assert_sent(phone)
        state = phone.core.sync_state()
        self.assertFalse(state.downloading)
        self.assertEqual((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0))
        self.assertGreater(len(phone.core.hamlets()), 0)
        self.assertGreater(len(phone.core.household(phone.household()).members), 0)

    def test_03_today(self):
        phone = self.phone()
        today = phone.core.today()
        self.assertTrue(0 < len(today.lines) <= 7)
        self.assertTrue(today.training)
        self.assertIsNotNone(today.list_as_of)
        houses = [line.target for line in phone.lines() if line.is_household]
        self.assertEqual(len(set(houses)), len(houses))

    def test_04_visit_with_exception(self):
        phone = self.phone()
        due = phone.task(has_problem_part)
        answered = answer_all(phone, due.task)
        self.assertEqual(len(phone.core.task(due.task).answers), answered)
        self.assertEqual(phone.core.state_of(due.id), State.SAVED)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(due.id), State.RECEIVED)
        phone.core.finish([due.task])
        self.assert_sent(phone)
        self.assertTrue(phone.core.task(due.task).closed)
        self.assertEqual(phone.core.state_of(due.id), State.DONE)

    def test_05_no_change(self):
        phone = self.phone()
        due = phone.task(lambda form: form.no_change is not None)
        phone.core.no_change([due.task])
        self.assertEqual(phone.core.sync_state().waiting, 1)
        self.assert_sent(phone)
        self.assertTrue(phone.core.task(due.task).closed)
        self.assertEqual(phone.core.state_of(due.id), State.DONE)

    def test_06_incident(self):
        phone = self.phone()
        self.assertIn("Y06", [category.code for category in phone.core.categories()])
        incident = phone.core.report(blocked_road())
        self.assertTrue(phone.core.incident(incident).provisional)
        self.assertEqual(phone.core.state_of(incident), State.SAVED)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)
        # A second device of the same cell reads it.
        self.assertEqual(self.phone().core.incident(incident).words, blocked_road().words)

    def test_07_conflict(self):
        first, second = self.phone(), self.phone()
        house = first.household(1)
        first.core.edit_household(house, "address", Value.WORDS("东头第一家"))
        second.core.edit_household(house, "address", Value.WORDS("东头第二家"))
        for phone in (first, second, first):
            self.assert_sent(phone)
        for phone in (first, second):
            (conflict,) = phone.core.conflicts(10)
            self.assertEqual((conflict.field, len(conflict.values)), ("address", 2))
            self.assertEqual([held.own for held in conflict.values].count(True), 1)
        third = (house, "address", Value.WORDS("第三种"))
        self.assert_fails("in_conflict", first.core.edit_household, *third)
        first.core.resolve(house, None, "address", Value.WORDS("东头第二家"))
        for phone in (first, second):
            self.assert_sent(phone)
            self.assertEqual(phone.core.conflicts(10), [])
            self.assertEqual(phone.core.household(house).address, "东头第二家")

    def test_08_upload_cut_and_resumed(self):
        phone = self.phone()
        photo = self.path("cut.jpg")
        photo.write_bytes(b"\xff\xd8\xff\xe0" + b"Z" * 100_000)
        incident = phone.core.report(blocked_road(photos=[str(photo)]))
        problem, parts = None, 0
        while problem is None:  # the second part finds nobody, and the process ends with it
            asked = phone.core.next_request(BUDGET)
            parts += asked.url.endswith("/v1/files")
            outcome = post(asked) if parts < 2 else grid.HttpOutcome.UNREACHABLE()
            problem = phone.core.complete_request(asked.id, outcome).problem
        self.assertEqual(problem, "busy")
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)
        file = next(line for line in phone.core.queue(20) if line.parts > 0)
        self.assertTrue(0 < file.parts_done < file.parts)
        phone.core.shut_down()
        phone.core = phone.open(phone.key)
        self.assert_sent(phone)
        self.assertEqual(phone.core.sync_state().files, 0)
        self.assertEqual(phone.core.queue(20), [])

    def test_09_revoke_and_wipe(self):
        phone = self.phone()
        phone.core.report(blocked_road())
        self.hub.stopped("revoke", "device", phone.core.device())
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

    def test_10_damaged_file(self):
        phone = self.phone()
        phone.core.report(blocked_road())
        phone.core.shut_down()
        database = pathlib.Path(phone.folder) / "gridwork.db"
        with open(database, "r+b") as file:
            file.write(b"\x5a" * 8_192)
        phone.core = phone.open(phone.key)
        kept = phone.core.opened().damaged
        self.assertGreater(len(os.listdir(kept)), 0)
        phone.enrol(self.hub.codes.pop())
        self.assert_sent(phone)
        self.assertGreater(len(phone.core.today().lines), 0)

    def test_11_pause_and_resume_in_the_middle(self):
        phone = self.phone()
        incident = phone.core.report(blocked_road())
        asked = phone.core.next_request(BUDGET)
        answer = post(asked)
        phone.core.pause()
        phone.core.pause()
        self.assert_fails("paused", phone.core.today)
        with self.assertRaises(grid.GridError.Failed):
            phone.core.complete_request(asked.id, answer)
        phone.core.resume()
        self.assertEqual(phone.core.state_of(incident), State.SENT)
        self.assert_sent(phone)
        self.assertEqual(phone.core.state_of(incident), State.RECEIVED)

    def test_12_upgrade_from_an_old_folder(self):
        said = json.loads((FIXTURE / "said.json").read_text(encoding="utf-8"))
        folder = FIXTURE / "phone"
        phone = Phone(folder, bytes(said["key"]))
        self.addCleanup(self.put_away, phone)
        self.assertFalse(phone.core.opened().created)
        self.assertIsNone(phone.core.opened().damaged)
        self.assertEqual(phone.core.status(), grid.CoreStatus.READY)
        self.assertEqual(phone.core.incident(said["received"]).words, said["words"][0])
        self.assertEqual(phone.core.incident(said["waiting"]).words, said["words"][1])
        self.assertEqual(phone.core.state_of(said["received"]), State.RECEIVED)
        self.assertEqual(phone.core.state_of(said["waiting"]), State.SENT)
        self.assertEqual(phone.core.household(said["household"]).address, said["address"])


if __name__ == "__main__":
    main()
