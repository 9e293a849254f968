#!/usr/bin/env python3
"""Flask-SQLAlchemy with two binds, PostgreSQL as the default and MariaDB as `shop`: a session over both."""
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from measuring import ITEMS, POINTS, keys, median_of, report, url_of
from models import ItemColumns

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = url_of("postgresql", "postgresql+psycopg2")
app.config["SQLALCHEMY_BINDS"] = {"shop": url_of("mariadb", "mysql+mysqldb")}
db = SQLAlchemy(app)


class Item(ItemColumns, db.Model):
    __tablename__ = "item"


class ShopItem(ItemColumns, db.Model):
    __bind_key__ = "shop"
    __tablename__ = "item"


def point_get(model):
    for key in keys(POINTS):
        db.session.get(model, key)
    db.session.remove()


def select_all(model):
    objects = db.session.execute(select(model)).scalars().all()
    assert len(objects) == ITEMS
    db.session.remove()


with app.app_context():
    for backend, model in (("postgresql", Item), ("mariadb", ShopItem)):
        note = "two binds in one session"
        report("point_get_session", backend, "Flask-SQLAlchemy", median_of(lambda: point_get(model), POINTS), note)
        report("select_all_tracked", backend, "Flask-SQLAlchemy", median_of(lambda: select_all(model), ITEMS), note)
