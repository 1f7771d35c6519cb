"""PostgreSQL as a store of the same events, with the same durability: a table
whose events have a unique key, a stream (the person) and a version in it."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

SCHEMA = """
CREATE TABLE events (
  position bigserial PRIMARY KEY,
  source text NOT NULL, source_event_id text NOT NULL, stream text NOT NULL,
  version bigint NOT NULL, effective date NOT NULL, received date,
  content jsonb NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source, source_event_id), UNIQUE (stream, version));
CREATE TABLE incoming (
  source text, source_event_id text, stream text, effective date,
  received date, content jsonb, n bigserial PRIMARY KEY);
-- One event: its version is the next of its stream; a key known is no event.
CREATE FUNCTION record(s text, i text, t text, e date, r date, c jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE at bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(t, 0));
  INSERT INTO events (source, source_event_id, stream, version, effective,
                      received, content)
  SELECT s, i, t, coalesce(max(version), 0) + 1, e, r, c
  FROM events WHERE stream = t
  ON CONFLICT (source, source_event_id) DO NOTHING
  RETURNING position INTO at;
  RETURN at;
END $$;
"""
# Batches of 1 000 in one transaction each, with the same checks.
BATCHES = """
CREATE PROCEDURE record_batches(count bigint) LANGUAGE plpgsql AS $$
DECLARE first bigint := 1;
BEGIN
  WHILE first <= count LOOP
    PERFORM record(source, source_event_id, stream, effective, received,
                   content)
    FROM incoming WHERE n >= first AND n < first + 1000 ORDER BY n;
    COMMIT;
    first := first + 1000;
  END LOOP;
END $$;
"""
SINGLE = """\
\\set n random(1, 9000000000000)
SELECT record('ft', 'bench-' || :n, 'B' || (:n::bigint % 100000), '2018-06-15', NULL,
  '{"appointment": {"purpose": "FOLLOW_UP", "outcome": "KEPT"}}');
"""
# Days from the opening to the first orientation: no correction, no exit, no
# population, no interval; what a first query of an evaluator looks like.
DELAY = """
WITH opened AS (
  SELECT stream, min(effective) AS day FROM events
  WHERE content ? 'entitlement_opened'
    AND effective BETWEEN '2018-01-01' AND '2018-12-31' GROUP BY stream),
oriented AS (
  SELECT o.stream, min(e.effective) AS day FROM opened o
  JOIN events e ON e.stream = o.stream AND e.effective >= o.day
    AND e.content ? 'oriented' GROUP BY o.stream)
SELECT count(*), count(r.day), percentile_cont(ARRAY[0.25, 0.5, 0.75, 0.9])
  WITHIN GROUP (ORDER BY r.day - o.day)
FROM opened o LEFT JOIN oriented r USING (stream);
"""


def find_binaries():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Server:
    """A cluster of its own, every default, on a socket of its folder."""

    def __init__(self, binaries, folder):
        self.binaries, self.folder = binaries, folder
        folder.mkdir()
        # It refuses to run as root.
        self.prefix = []
        if os.getuid() == 0:
            self.prefix = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
        self.run("initdb", "-D", folder / "data", "-U", "postgres")
        self.run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log",
                 "-o", f"-k {folder} -c listen_addresses=''", "start")

    def run(self, name, *arguments, text=None):
        return subprocess.run(
            [*self.prefix, self.binaries / name, *map(str, arguments)],
            check=True, capture_output=True, text=True, input=text,
            cwd=self.folder).stdout

    def sql(self, text):
        return self.run("psql", "-h", self.folder, "-U", "postgres", "-qAtX",
                        "-v", "ON_ERROR_STOP=1", "postgres", text=text)

    def stop(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "stop")


def measure(report, jalon_binaries, files, runs):
    binaries = find_binaries()
    if binaries is None:
        report.note("PostgreSQL is not installed: not measured.")
        return
    # Where a user of its own may reach it.
    place = tempfile.TemporaryDirectory(dir="/var/tmp", prefix="jalon-bench-")
    pathlib.Path(place.name).chmod(0o755)
    server = Server(binaries, pathlib.Path(place.name) / "postgres")
    try:
        rows = server.folder / "rows"
        with open(rows, "wb") as out:
            subprocess.run([jalon_binaries / "jalon_bench", "rows", *files],
                           check=True, stdout=out)
        rows.chmod(0o644)
        version = server.run("postgres", "--version").split()[2]
        name = f"PostgreSQL {version}"
        server.sql(SCHEMA + BATCHES)
        server.sql(f"COPY incoming (source, source_event_id, stream, effective,"
                   f" received, content) FROM '{rows}'")
        count = int(server.sql("SELECT count(*) FROM incoming"))
        size = f"{count:,} events".replace(",", " ")
        batches = []
        for _ in range(runs):
            server.sql("TRUNCATE events; CHECKPOINT")
            started = time.perf_counter()
            server.sql(f"CALL record_batches({count})")
            batches.append(count / (time.perf_counter() - started))
        report.rate(f"{name}: the same, transactions of 1 000, in its own "
                    "process", size, batches)
        server.sql("ANALYZE events")
        delays = []
        for _ in range(5):
            started = time.perf_counter()
            server.sql(DELAY)
            delays.append(1000 * (time.perf_counter() - started))
        report.times(f"{name}: median days from opening to orientation in SQL, "
                     "nothing else", size, delays)
        (server.folder / "single.sql").write_text(SINGLE)
        (server.folder / "single.sql").chmod(0o644)
        report.rate(f"{name}: single events, 64 callers", size,
                    [single(server) for _ in range(runs)])
        report.rate(f"{name}: COPY, no check of versions or keys known", size,
                    [copy(server, count) for _ in range(runs)])
        size_bytes = int(server.sql("SELECT pg_total_relation_size('events')"))
        stored = int(server.sql("SELECT count(*) FROM events"))
        report.number(f"{name}: disk, with its indexes", size,
                      size_bytes / stored, "bytes an event")
    finally:
        server.stop()
        place.cleanup()


def single(server):
    """Calls a second of pgbench, prepared, ten seconds."""
    out = server.run("pgbench", "-h", server.folder, "-U", "postgres", "-n",
                     "-M", "prepared", "-f", server.folder / "single.sql",
                     "-c", 64, "-j", 2, "-T", 10, "postgres")
    line = next(l for l in out.split("\n") if l.startswith("tps"))
    return float(line.split()[2])


def copy(server, count):
    """Rows a second of COPY into the table with its indexes."""
    server.sql("TRUNCATE events; DROP TABLE IF EXISTS numbered; "
               "CREATE TABLE numbered AS SELECT source, source_event_id, "
               "stream, row_number() OVER (PARTITION BY stream ORDER BY n) AS "
               "version, effective, received, content FROM "
               "(SELECT DISTINCT ON (source, source_event_id) * FROM incoming "
               "ORDER BY source, source_event_id, n) d")
    path = server.folder / "numbered"
    server.sql(f"COPY numbered TO '{path}'; CHECKPOINT")
    rows = int(server.sql("SELECT count(*) FROM numbered"))
    started = time.perf_counter()
    server.sql("COPY events (source, source_event_id, stream, version, "
               f"effective, received, content) FROM '{path}'")
    return rows / (time.perf_counter() - started)
