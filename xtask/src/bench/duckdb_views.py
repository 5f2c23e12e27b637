"""The view of the Events page in DuckDB, as a yardstick: `python duckdb_views.py CORPUS THREADS` prints JSON.

Loads the same files into a table of the same columns, then runs what one view takes: eight group-bys with their ten
most frequent values, a histogram of about a hundred bars by service, the number of rows, and the newest hundred rows. Times are in
milliseconds.
"""

import json
import sys
import time

import duckdb

corpus, threads = sys.argv[1], int(sys.argv[2])
db = duckdb.connect()
db.execute(f"SET threads = {threads}")

start = time.perf_counter()
db.execute(
    """
    CREATE TABLE events AS
    SELECT r.eventName AS event, r.eventSource AS source, r.sourceIPAddress AS address, r.awsRegion AS region,
           r.recipientAccountId AS account, r.errorCode AS error, r.userIdentity.type AS kind,
           r.userIdentity.arn AS arn, r.eventTime AS time, r.eventID AS id
    FROM (SELECT unnest(Records) AS r FROM read_json($files, maximum_object_size = 1073741824, columns = {
        Records: 'STRUCT(eventName VARCHAR, eventSource VARCHAR, sourceIPAddress VARCHAR, awsRegion VARCHAR,
        recipientAccountId VARCHAR, errorCode VARCHAR, userIdentity STRUCT(type VARCHAR, arn VARCHAR),
        eventTime TIMESTAMP, eventID VARCHAR)[]'}))
    """,
    {"files": f"{corpus}/**/*.json.gz"},
)
loaded = (time.perf_counter() - start) * 1000

first, last = db.execute("SELECT epoch(min(time)), epoch(max(time)) FROM events").fetchone()
bar = max(1, int((last - first) / 100))
FACETS = ["event", "source", "arn", "address", "region", "account", "error", "kind"]


def view(where):
    start = time.perf_counter()
    for column in FACETS:
        db.execute(
            f"SELECT {column}, count(*) AS n FROM events WHERE {where} GROUP BY ALL ORDER BY n DESC, 1 LIMIT 10"
        ).fetchall()
    db.execute(
        f"SELECT time_bucket(INTERVAL {bar} SECONDS, time), source, count(*) FROM events WHERE {where} GROUP BY ALL"
    ).fetchall()
    db.execute(f"SELECT count(*) FROM events WHERE {where}").fetchall()
    db.execute(f"SELECT * FROM events WHERE {where} ORDER BY time DESC, id LIMIT 100").fetchall()
    return (time.perf_counter() - start) * 1000


event = db.execute("SELECT event FROM events GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1").fetchone()[0]
VIEWS = {"everything": "true", "one value": "event = '" + event.replace("'", "''") + "'"}
views = {name: sorted(view(where) for _ in range(9)) for name, where in VIEWS.items()}
count = db.execute("SELECT count(*) FROM events").fetchone()[0]
print(json.dumps({"version": duckdb.__version__, "threads": threads, "events": count, "load": loaded, "views": views}))
