"""What every test over the Python bindings needs: one hub for a module, and phones of it."""

import pathlib
import sys
import tempfile
import unittest

from township import Phone, Township, grid

PHONES = 16


class Case(unittest.TestCase):
    """A test with a hub of its class and phones of the hub."""

    officer = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="gridwork-python-")
        cls.made = 0
        cls.hub = Township(cls.folder.name)
        cls.hub.issue(PHONES)
        if cls.officer:
            cls.hub.add_officer(*cls.officer)
        cls.hub.serve()

    @classmethod
    def tearDownClass(cls):
        code = cls.hub.stop()
        cls.folder.cleanup()
        if code != 0:
            raise AssertionError(f"the hub ended with {code}")

    def path(self, name):
        """A path in the folder of the class."""
        return pathlib.Path(self.folder.name) / name

    def bare_phone(self):
        type(self).made += 1
        phone = Phone(self.path(f"phone-{self.made}"))
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
        phone.enrol(self.hub.codes.pop())
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
        self.assertFalse([line for line in phone.core.queue(20) if line.parts == 0])


def blocked_road(**more):
    """The incident that the tests report."""
    return grid.NewIncident(words="雪把进村的路封了", category="Y06", place="村口", **more)


def main():
    """Runs the tests of the program; the last line has the form of cargo's own, so that the task
    runner counts these tests too."""
    run = unittest.main(module="__main__", exit=False, verbosity=2).result
    failed = len(run.failures) + len(run.errors)
    passed = run.testsRun - failed - len(run.skipped)
    word = "FAILED" if failed else "ok"
    print(f"test result: {word}. {passed} passed; {failed} failed; {len(run.skipped)} ignored")
    sys.exit(1 if failed else 0)
