#!/usr/bin/env python3
"""Flask-SQLAlchemy with two binds, PostgreSQL as the default and MariaDB as `shop`: a session over both."""
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text

from measuring import ITEMS, LABEL, POINTS, keys, median_of, report, url_of
from models import ItemColumns, make_rows, make_table_for_inserts

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = url_of("postgresql", "postgresql+psycopg2")
app.config["SQLALCHEMY_BINDS"] = {"shop": url_of("mariadb", "mysql+mysqldb")}
db = SQLAlchemy(app)


class Item(ItemColumns, db.Model):
    __tablename__ = "item"


class ShopItem(ItemColumns, db.Model):
    __bind_key__ = "shop"
    __tablename__ = "item"


class NewItem(ItemColumns, db.Model):
    """Where the rivals insert."""
    __tablename__ = "item_of_rivals"


class NewShopItem(ItemColumns, db.Model):
    __bind_key__ = "shop"
    __tablename__ = "item_of_rivals"


def point_get(model):
    for key in keys(POINTS):
        db.session.get(model, key)
    db.session.remove()


def select_all(model):
    objects = db.session.execute(select(model)).scalars().all()
    assert len(objects) == ITEMS
    db.session.remove()


def insert_objects(model, rows):
    db.session.add_all([model(**row) for row in rows])
    db.session.commit()


def update_objects(model, step):
    for item in db.session.execute(select(model)).scalars().all():
        item.number, item.amount, item.label = item.id + step, item.id * 0.5, f"{LABEL}{item.id + step}"
    db.session.commit()
    db.session.remove()


def engine_of(model):
    return db.engines[model.metadata.info.get("bind_key")]


def empty(model):
    db.session.remove()
    with engine_of(model).begin() as connection:
        connection.execute(text("TRUNCATE TABLE item_of_rivals"))


with app.app_context():
    rows, step = make_rows(), iter(range(1, 1000))
    for backend, model, new in (("postgresql", Item, NewItem), ("mariadb", ShopItem, NewShopItem)):
        with engine_of(model).begin() as connection:
            make_table_for_inserts(connection, backend)
        note = "two binds in one session"
        report("point_get_session", backend, "Flask-SQLAlchemy", median_of(lambda: point_get(model), POINTS), note)
        report("select_all_tracked", backend, "Flask-SQLAlchemy", median_of(lambda: select_all(model), ITEMS), note)
        report("insert_objects", backend, "Flask-SQLAlchemy",
               median_of(lambda: insert_objects(new, rows), ITEMS, lambda: empty(new)), note)
        report("update_objects", backend, "Flask-SQLAlchemy",
               median_of(lambda: update_objects(model, next(step)), ITEMS), note)
    db.session.remove()
    for model in (NewItem, NewShopItem):
        model.__table__.drop(engine_of(model))
