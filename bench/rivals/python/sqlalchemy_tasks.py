#!/usr/bin/env python3
"""SQLAlchemy's ORM and Core at the tasks: `sqlalchemy_tasks.py sqlite|postgresql|mariadb FILE`.

FILE holds the measured tables and rows for SQLite.
"""
import sqlite3
import sys

from sqlalchemy import bindparam, create_engine, select, text
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.pool import StaticPool

import measuring
from measuring import ITEMS, LABEL, POINTS, keys, median_of, report, url_of
from models import Author, Book, Item, NewItem, make_rows, make_table_for_inserts

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg2", "mariadb": "mysql+mysqldb"}
STREAMED = 1_000_000
MADE = {
    "sqlite": "WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < :count) "
              "SELECT n AS id, n % 1000 AS number, n * 0.5 AS amount, 'label of the row' AS label FROM made",
    "postgresql": "SELECT n AS id, (n % 1000)::int AS number, n * 0.5::float8 AS amount, 'label of the row' AS label "
                  "FROM generate_series(1, CAST(:count AS bigint)) n",
    "mysql": "SELECT seq AS id, CAST(seq % 1000 AS INTEGER) AS number, seq * 0.5e0 AS amount, "
             "'label of the row' AS label FROM seq_1_to_10000000 WHERE seq <= :count",
}
CLIENTS = {"sqlite": "sqlite3", "postgresql": "psycopg2", "mariadb": "mysqldb"}


def open_engine(backend, sqlite_file):
    url = url_of(backend, DRIVERS[backend])
    if backend == "sqlite":
        engine = create_engine(url, future=True, poolclass=StaticPool)
        with sqlite3.connect(sqlite_file) as file:
            file.backup(engine.raw_connection().connection)
        return engine
    more = {"executemany_mode": "values_plus_batch"} if backend == "postgresql" else {}
    engine = create_engine(url, future=True, **more)
    with engine.begin() as connection:
        make_table_for_inserts(connection, backend)
    return engine


def conditions(table):
    """A search as the suite's: eight conditions, each added if it is wanted."""
    def build(one):
        query = select(table)
        for column, low, high in (("id", -5, 5), ("number", -1, 1), ("amount", -1, 1)):
            query = query.where(getattr(table, column) >= getattr(one, column) + low)
            query = query.where(getattr(table, column) <= getattr(one, column) + high)
        return query.where(table.label >= one.label).where(table.note == one.note)
    return build


class Core:
    """Statements and rows, no objects."""

    def __init__(self, engine):
        self.engine, self.connection = engine, engine.connect()
        self.item, self.new = Item.__table__, NewItem.__table__

    def point_select(self):
        for key in keys(POINTS):
            self.connection.execute(select(self.item).where(self.item.c.id == key)).one()

    def select_all(self):
        self.connection.execute(select(self.item)).all()

    def keys_1000(self):
        self.connection.execute(select(self.item).where(self.item.c.id.in_(keys(1000)))).all()

    def stream(self):
        rows = self.connection.execution_options(stream_results=True, yield_per=1000).execute(
            text(MADE[self.engine.name]), {"count": STREAMED})
        assert sum(1 for _ in rows) == STREAMED

    def pool_checkout(self):
        for _ in range(POINTS):
            self.engine.connect().close()

    def insert_objects(self, rows):
        with self.engine.begin() as connection:
            connection.execute(self.new.insert(), rows)

    def update_objects(self, step):
        change = self.item.update().where(self.item.c.id == bindparam("key")).values(
            number=bindparam("a"), amount=bindparam("b"), label=bindparam("c"))
        with self.engine.begin() as connection:
            connection.execute(change, [{"key": k, "a": k + step, "b": k * 0.5, "c": f"{LABEL}{k + step}"}
                                        for k in range(1, ITEMS + 1)])


class Orm:
    """Objects of a Session."""

    def __init__(self, engine):
        self.engine = engine

    def point_get_session(self):
        with Session(self.engine) as session:
            for key in keys(POINTS):
                session.get(Item, key)

    def point_select(self):
        with Session(self.engine) as session:
            for key in keys(POINTS):
                session.execute(select(Item).where(Item.id == key)).scalars().one()

    def select_all_tracked(self):
        with Session(self.engine) as session:
            self.kept = session.execute(select(Item)).scalars().all()

    def keys_1000(self):
        with Session(self.engine) as session:
            session.execute(select(Item).where(Item.id.in_(keys(1000)))).scalars().all()

    def insert_objects(self, rows):
        with Session(self.engine) as session:
            session.add_all([NewItem(**row) for row in rows])
            session.commit()

    def update_objects(self, step):
        with Session(self.engine) as session:
            for item in session.execute(select(Item)).scalars().all():
                item.number, item.amount, item.label = item.id + step, item.id * 0.5, f"{LABEL}{item.id + step}"
            session.commit()

    def eager_load(self):
        with Session(self.engine) as session:
            self.kept = session.execute(
                select(Author).options(selectinload(Author.books).selectinload(Book.reviews))).scalars().all()

    def dynamic_query(self, one):
        build = conditions(Item)
        with Session(self.engine) as session:
            for _ in range(POINTS):
                session.execute(build(one)).scalars().all()


def main():
    backend = sys.argv[1]
    engine, rows = open_engine(backend, sys.argv[2]), make_rows()
    with Session(engine) as session:
        one = session.execute(select(Item).where(Item.note.is_not(None)).limit(1)).scalars().one()
        session.expunge(one)

    def empty():
        with engine.begin() as connection:
            connection.execute(text(f"{'DELETE FROM' if backend == 'sqlite' else 'TRUNCATE TABLE'} item_of_rivals"))

    step = iter(range(1, 1000))
    for subject, kind in (("SQLAlchemy Core", Core), ("SQLAlchemy ORM", Orm)):
        rival, note = kind(engine), f"{CLIENTS[backend]}, statements cached by SQLAlchemy"
        for task, operations in (("point_select", POINTS), ("point_get_session", POINTS), ("select_all", ITEMS),
                                 ("select_all_tracked", ITEMS), ("keys_1000", 1000), ("eager_load", 121_000),
                                 ("stream", STREAMED), ("pool_checkout", POINTS)):
            if hasattr(rival, task):
                report(task, backend, subject, median_of(getattr(rival, task), operations), note)
        if hasattr(rival, "dynamic_query"):
            report("dynamic_query", backend, subject, median_of(lambda: rival.dynamic_query(one), POINTS), note)
        bulk = {"postgresql": "execute_values, 1,000 rows a statement", "mariadb": "mysqldb's multi-row executemany",
                "sqlite": "executemany"}[backend]
        report("insert_objects", backend, subject, median_of(lambda: rival.insert_objects(rows), ITEMS, empty), bulk)
        report("update_objects", backend, subject, median_of(lambda: rival.update_objects(next(step)), ITEMS),
               "executemany" + (", psycopg2's execute_batch" if backend == "postgresql" else ""))
        if kind is Core:
            rival.connection.close()
    NewItem.__table__.drop(engine)


if __name__ == "__main__":
    main()
