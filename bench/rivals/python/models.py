"""The measured tables as SQLAlchemy's models, and their rows for SQLite in memory."""
import datetime
import random
import string

from sqlalchemy import BigInteger, Column, DateTime, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import declarative_base, relationship

import measuring

Base = declarative_base()
Key = BigInteger().with_variant(Integer, "sqlite")
Microseconds = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")


class ItemColumns:
    id = Column(Key, primary_key=True)
    number = Column(Integer, nullable=False)
    amount = Column(Float(53), nullable=False)
    label = Column(String(80), nullable=False)
    moment = Column(Microseconds, nullable=False)
    note = Column(Text)


class Item(ItemColumns, Base):
    __tablename__ = "item"


class NewItem(ItemColumns, Base):
    """Where the rivals insert: `item` keeps its rows and keys."""
    __tablename__ = "item_of_rivals"


class Author(Base):
    __tablename__ = "author"
    id = Column(Key, primary_key=True)
    name = Column(String(80), nullable=False)
    books = relationship("Book")


class Book(Base):
    __tablename__ = "book"
    id = Column(Key, primary_key=True)
    author_id = Column(Key, ForeignKey("author.id"), nullable=False, index=True)
    title = Column(String(80), nullable=False)
    reviews = relationship("Review")


class Review(Base):
    __tablename__ = "review"
    id = Column(Key, primary_key=True)
    book_id = Column(Key, ForeignKey("book.id"), nullable=False, index=True)
    text = Column(String(80), nullable=False)


def make_rows(count=measuring.ITEMS):
    """Like the suite's: labels of 20 to 60 letters, a note of 20 in every other row. No ids."""
    chance = random.Random(7)
    begin = datetime.datetime(2023, 11, 14, 22, 13, 20)
    letters = string.ascii_lowercase

    def text(size):
        return "".join(chance.choices(letters, k=size))

    return [{"number": chance.randrange(1_000_000), "amount": chance.randrange(10**9) / 997,
             "label": text(chance.randint(20, 60)),
             "moment": begin + datetime.timedelta(microseconds=chance.randrange(31_536_000_000_000)),
             "note": text(20) if chance.random() < 0.5 else None} for _ in range(count)]


def fill(engine, rows):
    """Makes and fills the tables of a SQLite database."""
    Base.metadata.create_all(engine)
    families = [(a, (a - 1) * 20 + b) for a in range(1, 1001) for b in range(1, 21)]
    with engine.begin() as connection:
        connection.execute(Item.__table__.insert(), rows)
        connection.execute(Author.__table__.insert(), [{"id": a, "name": "the name of an author"} for a in range(1, 1001)])
        connection.execute(Book.__table__.insert(),
                           [{"id": b, "author_id": a, "title": "thirty characters of some text"} for a, b in families])
        connection.execute(Review.__table__.insert(),
                           [{"id": (b - 1) * 5 + r, "book_id": b, "text": "thirty characters of some text"}
                            for _, b in families for r in range(1, 6)])
