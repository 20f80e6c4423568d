import struct
import unittest

from .commit_watch import START, CommitWatch, is_commit


def greeting(**options):
    words = b"".join(name.encode() + b"\0" + value.encode() + b"\0" for name, value in options.items()) + b"\0"
    return struct.pack("!ii", 8 + len(words), START) + words


def message(kind, payload):
    return kind + struct.pack("!i", 4 + len(payload)) + payload


WRITE = message(b"B", b"\0open\0")


class Watching(unittest.TestCase):
    def setUp(self):
        self.watch = CommitWatch()
        self.watch.feed(greeting(user="x", application_name="pointsman writer"))

    def commits(self, data):
        return [is_one for _, is_one in self.watch.feed(data)]

    def test_knows_who_is_connected(self):
        self.assertEqual(self.watch.application, "pointsman writer")

    def test_finds_the_commit_of_libpqxx(self):
        batch = message(b"Q", b"BEGIN\0") + WRITE + message(b"Q", b"COMMIT\0")
        self.assertEqual(self.commits(batch), [False, False, True])

    def test_leaves_transactions_without_a_prepared_statement_alone(self):
        alone = message(b"Q", b"BEGIN\0") + message(b"B", b"\0\0") + message(b"Q", b"COMMIT\0")
        self.assertEqual(self.commits(WRITE + message(b"Q", b"COMMIT\0") + alone), [False, True, False, False, False])

    def test_finds_a_commit_by_parse_and_sync(self):
        batch = WRITE + message(b"P", b"\0commit\0\0\0") + message(b"B", b"\0\0") + message(b"E", b"\0") + message(b"S", b"")
        self.assertEqual(self.commits(batch), [False, False, False, False, True])
        self.assertEqual(self.commits(message(b"S", b"")), [False])

    def test_takes_no_text_that_speaks_of_a_commit_for_one(self):
        self.assertEqual(self.commits(message(b"Q", b"select 'COMMIT'\0") + message(b"B", b"\0COMMIT\0")), [False, False])

    def test_gives_back_every_byte_however_they_come(self):
        watch = CommitWatch()
        whole = greeting(user="x") + message(b"Q", b"BEGIN\0") + WRITE + message(b"Q", b"COMMIT\0")
        pieces = [piece for at in range(len(whole)) for piece in watch.feed(whole[at:at + 1])]
        self.assertEqual(b"".join(piece for piece, _ in pieces), whole)
        self.assertEqual([is_one for _, is_one in pieces], [False, False, False, True])

    def test_lets_a_request_for_tls_pass_before_the_greeting(self):
        watch = CommitWatch()
        ask = struct.pack("!ii", 8, 80877103)
        self.assertEqual(watch.feed(ask), [(ask, False)])
        watch.feed(greeting(application_name="later"))
        self.assertEqual(watch.application, "later")

    def test_words_of_a_commit(self):
        for text in (b"COMMIT\0", b" commit ; \0", b"END\0"):
            self.assertTrue(is_commit(text), text)
        for text in (b"COMMITTED\0", b"ROLLBACK\0", b"COMMIT PREPARED 'x'\0", b"\0"):
            self.assertFalse(is_commit(text), text)
