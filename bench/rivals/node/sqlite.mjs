// better-sqlite3, which is synchronous; its database is in memory.
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';

const columns = 'id INTEGER PRIMARY KEY, number INTEGER NOT NULL, amount REAL NOT NULL, label TEXT NOT NULL, ' +
                'moment INTEGER NOT NULL, note TEXT';
const insert = (table) =>
  `INSERT INTO ${table} (number, amount, label, moment, note) VALUES (@number, @amount, @label, @moment, @note)`;

export async function openSqlite(tables, makeRows) {
  const db = new Database(':memory:');
  db.exec(`CREATE TABLE item (${columns}); CREATE TABLE item_of_rivals (${columns});
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL);
    CREATE TABLE review (id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL, text TEXT NOT NULL);
    CREATE INDEX book_author ON book (author_id); CREATE INDEX review_book ON review (book_id);
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
      INSERT INTO author SELECT n, 'the name of an author' FROM n;
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
      INSERT INTO book SELECT n, (n - 1) / 20 + 1, 'thirty characters of some text' FROM n;
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100000)
      INSERT INTO review SELECT n, (n - 1) / 5 + 1, 'thirty characters of some text' FROM n`);
  const storable = (rows) => rows.map((row) => ({ ...row, moment: row.moment.getTime() }));
  const insertInto = (table) => {
    const statement = db.prepare(insert(table));
    return db.transaction((rows) => { for (const row of rows) statement.run(row); });
  };
  insertInto('item')(storable(makeRows()));
  const point = db.prepare('SELECT * FROM item WHERE id = ?'), everything = db.prepare('SELECT * FROM item');
  const some = db.prepare('SELECT * FROM item WHERE id IN (SELECT value FROM json_each(?))');
  const insertAll = insertInto('item_of_rivals');
  return {
    orm: drizzle(db, { schema: tables }),
    client: {
      name: 'better-sqlite3', keysNote: 'json_each, prepared', insertNote: 'prepared, one transaction',
      byKey: (key) => point.get(key), all: () => everything.all(), byKeys: (keys) => some.all(JSON.stringify(keys)),
      insertAll: (rows) => insertAll(storable(rows)),
      empty: () => db.exec('DELETE FROM item_of_rivals'),
      prepare: (query) => query.prepare(),
      // better-sqlite3's transactions can't wait: BEGIN and COMMIT by hand
      transaction: async (orm, work) => { db.exec('BEGIN'); await work(orm); db.exec('COMMIT'); },
    },
    close: async () => db.close(),
  };
}
