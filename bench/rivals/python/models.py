"""The measured tables as SQLAlchemy's models, and rows to insert."""
import datetime
import random
import string

from sqlalchemy import BigInteger, Column, DateTime, Float, ForeignKey, Integer, String, Text, text
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
    """Where the rivals insert."""
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

    def letters_of(size):
        return "".join(chance.choices(letters, k=size))

    return [{"number": chance.randrange(1_000_000), "amount": chance.randrange(10**9) / 997,
             "label": letters_of(chance.randint(20, 60)),
             "moment": begin + datetime.timedelta(microseconds=chance.randrange(31_536_000_000_000)),
             "note": letters_of(20) if chance.random() < 0.5 else None} for _ in range(count)]


def make_table_for_inserts(connection, backend):
    """`item_of_rivals`, made like `item`, which keeps its rows and keys."""
    like = {"postgresql": "(LIKE item INCLUDING ALL)", "mariadb": "LIKE item"}[backend]
    connection.execute(text("DROP TABLE IF EXISTS item_of_rivals"))
    connection.execute(text(f"CREATE TABLE item_of_rivals {like}"))
