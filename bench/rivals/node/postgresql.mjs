// pg, with named (prepared) statements.
import pg from 'pg';
import { drizzle } from 'drizzle-orm/node-postgres';

export async function openPostgresql(tables) {
  const url = new URL(process.env.BINDERY_TEST_POSTGRES_SOCKET_URL.replace('@/', '@localhost/'));
  const connection = new pg.Client({
    host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname), user: decodeURIComponent(url.username),
    port: Number(url.searchParams.get('port') || url.port || 5432),
    password: decodeURIComponent(url.password), database: url.pathname.slice(1),
  });
  await connection.connect();
  await connection.query('DROP TABLE IF EXISTS item_of_rivals');
  await connection.query('CREATE TABLE item_of_rivals (LIKE item INCLUDING ALL)');
  const rowsOf = async (query) => (await connection.query(query)).rows;
  const columns = ['number', 'amount', 'label', 'moment', 'note'];
  return {
    orm: drizzle(connection, { schema: tables }),
    client: {
      name: 'pg', times: 'times in milliseconds',
      keysNote: '= any($1), prepared', insertNote: 'unnest, 1,000 rows a statement',
      byKey: (key) => rowsOf({ name: 'point', text: 'SELECT * FROM item WHERE id = $1', values: [key] }),
      all: () => rowsOf({ name: 'all', text: 'SELECT * FROM item' }),
      byKeys: (keys) => rowsOf({ name: 'some', text: 'SELECT * FROM item WHERE id = any($1::bigint[])', values: [keys] }),
      insertAll: async (rows) => {
        await connection.query('BEGIN');
        for (let i = 0; i < rows.length; i += 1000) {
          const part = rows.slice(i, i + 1000);
          await connection.query({ name: 'insert',
            text: 'INSERT INTO item_of_rivals (number, amount, label, moment, note) SELECT * FROM ' +
                  'unnest($1::int[], $2::float8[], $3::text[], $4::timestamp[], $5::text[])',
            values: columns.map((column) => part.map((row) => row[column])) });
        }
        await connection.query('COMMIT');
      },
      empty: () => connection.query('TRUNCATE TABLE item_of_rivals'),
      prepare: (query, name) => query.prepare(name),
      transaction: (orm, work) => orm.transaction(work),
    },
    close: async () => { await connection.query('DROP TABLE item_of_rivals'); await connection.end(); },
  };
}
