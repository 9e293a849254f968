// mysql2, with prepared statements. Drizzle's mode without LATERAL, which MariaDB does not have.
import mysql from 'mysql2/promise';
import { drizzle } from 'drizzle-orm/mysql2';

export async function openMariadb(tables) {
  const url = new URL(process.env.BINDERY_TEST_MARIADB_SOCKET_URL.replace(/^[a-z+]+:/, 'http:'));
  const connection = await mysql.createConnection({
    socketPath: url.searchParams.get('unix_socket'), user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password), database: url.pathname.slice(1),
  });
  await connection.query('DROP TABLE IF EXISTS item_of_rivals');
  await connection.query('CREATE TABLE item_of_rivals LIKE item');
  const rowsOf = async (text, values) => (await connection.execute(text, values))[0];
  return {
    orm: drizzle(connection, { schema: tables, mode: 'planetscale' }),
    client: {
      name: 'mysql2', times: 'times in milliseconds',
      keysNote: 'IN with 1,000 parameters, prepared', insertNote: 'VALUES of 1,000 rows',
      byKey: (key) => rowsOf('SELECT * FROM item WHERE id = ?', [key]),
      all: () => rowsOf('SELECT * FROM item'),
      byKeys: (keys) => rowsOf(`SELECT * FROM item WHERE id IN (${keys.map(() => '?').join(',')})`, keys),
      insertAll: async (rows) => {
        await connection.beginTransaction();
        for (let i = 0; i < rows.length; i += 1000) {
          await connection.query('INSERT INTO item_of_rivals (number, amount, label, moment, note) VALUES ?',
            [rows.slice(i, i + 1000).map((row) => [row.number, row.amount, row.label, row.moment, row.note])]);
        }
        await connection.commit();
      },
      empty: () => connection.query('TRUNCATE TABLE item_of_rivals'),
      prepare: (query) => query.prepare(),
      transaction: (orm, work) => orm.transaction(work),
    },
    close: async () => { await connection.query('DROP TABLE item_of_rivals'); await connection.end(); },
  };
}
