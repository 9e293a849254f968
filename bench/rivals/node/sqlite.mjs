// better-sqlite3, which is synchronous; its database is in memory.
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { textOf } from './tables.mjs';

/** Takes all tables, rows and indexes from a file. */
function copyTables(db, file) {
  db.prepare('ATTACH ? AS file').run(file);
  const made = db.prepare("SELECT type, name, sql FROM file.sqlite_master WHERE name NOT LIKE 'sqlite_%'").all();
  for (const { type, name, sql } of made) {
    db.exec(sql);
    if (type === 'table') db.exec(`INSERT INTO main.${name} SELECT * FROM file.${name}`);
  }
  db.exec('DETACH file');
}

export async function openSqlite(tables, file) {
  const db = new Database(':memory:');
  copyTables(db, file);
  const storable = (rows) => rows.map((row) => ({ ...row, moment: textOf(row.moment) }));
  const insert = db.prepare('INSERT INTO item_of_rivals (number, amount, label, moment, note) ' +
                            'VALUES (@number, @amount, @label, @moment, @note)');
  const insertAll = db.transaction((rows) => { for (const row of rows) insert.run(row); });
  const point = db.prepare('SELECT * FROM item WHERE id = ?'), everything = db.prepare('SELECT * FROM item');
  const some = db.prepare('SELECT * FROM item WHERE id IN (SELECT value FROM json_each(?))');
  return {
    orm: drizzle(db, { schema: tables }),
    client: {
      name: 'better-sqlite3', times: 'times as text',
      keysNote: 'json_each, prepared', insertNote: 'prepared, one transaction',
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
