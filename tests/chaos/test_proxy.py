import asyncio
import pathlib
import tempfile
import unittest

from .journal import read_journal
from .proxy import Proxy
from .test_commit_watch import WRITE, greeting, message

COMMIT = message(b"Q", b"COMMIT\0")
DONE = b"C\0\0\0\x0bCOMMIT\0"


class Cutting(unittest.IsolatedAsyncioTestCase):
    """The proxy between a client and something that answers like PostgreSQL, as far as that matters here."""

    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pm-chaos-test.")
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "proxy.jsonl"
        self.heard = bytearray()
        path = f"{folder.name}/database"
        self.database = await asyncio.start_unix_server(self.answer, path)
        self.proxy = Proxy(path, self.log)
        self.front = await asyncio.start_server(self.proxy.serve_client, "127.0.0.1", 0)

    async def asyncTearDown(self):
        self.front.close()
        self.database.close()
        await asyncio.sleep(0.1)  # what was cut ends by itself

    async def answer(self, reader, writer):
        while data := await reader.read(4096):
            self.heard += data
            if data.endswith(COMMIT):
                await asyncio.sleep(0.02)
                writer.write(DONE)
        writer.close()

    async def commit(self, application="pointsman writer"):
        """What the client hears of its COMMIT: bytes, or the error."""
        reader, writer = await asyncio.open_connection(*self.front.sockets[0].getsockname()[:2])
        writer.write(greeting(application_name=application) + WRITE + COMMIT)
        try:
            return await asyncio.wait_for(reader.read(4096), 5)
        except ConnectionError as lost:
            return lost
        finally:
            writer.close()

    async def test_passes_everything_on_when_nothing_is_armed(self):
        self.assertEqual(await self.commit(), DONE)
        self.assertTrue(self.heard.endswith(COMMIT))
        self.assertEqual(read_journal(self.log), [])

    async def test_after_the_commit_is_done_and_its_reply_lost(self):
        self.proxy.armed.append("after")
        self.assertIsInstance(await self.commit(), ConnectionResetError)
        self.assertTrue(self.heard.endswith(COMMIT))
        self.assertEqual([line["mode"] for line in read_journal(self.log)], ["after"])

    async def test_racing_the_commit_still_arrives(self):
        self.proxy.armed.append("racing")
        self.assertIsInstance(await self.commit(), ConnectionResetError)
        await asyncio.sleep(0.05)
        self.assertTrue(self.heard.endswith(COMMIT))

    async def test_before_the_commit_never_arrives(self):
        self.proxy.armed.append("before")
        self.assertIsInstance(await self.commit(), ConnectionResetError)
        await asyncio.sleep(0.05)
        self.assertFalse(COMMIT in self.heard)

    async def test_lie_the_commit_never_arrives_and_is_said_to_be_done(self):
        self.proxy.armed.append("lie")
        self.assertTrue((await self.commit()).startswith(DONE))
        await asyncio.sleep(0.05)
        self.assertFalse(COMMIT in self.heard)

    async def test_one_arming_is_one_cut(self):
        self.proxy.armed.append("after")
        await self.commit()
        self.assertEqual(await self.commit(), DONE)

    async def test_only_the_writer_is_cut(self):
        self.proxy.armed.append("after")
        self.assertEqual(await self.commit("psql"), DONE)
        self.assertEqual(self.proxy.armed, ["after"])
