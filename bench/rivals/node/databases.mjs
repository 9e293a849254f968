// Each client of Node in the fast way that its manual shows, and Drizzle on top of it.
import { makeTables } from './tables.mjs';
import { openMariadb } from './mariadb.mjs';
import { openPostgresql } from './postgresql.mjs';
import { openSqlite } from './sqlite.mjs';

/**
 * The client's functions, Drizzle's database, its tables, and how to close all.
 * `sqliteFile`: the measured tables and rows.
 */
export async function open(backend, sqliteFile) {
  const tables = makeTables(backend);
  const how = { sqlite: openSqlite, postgresql: openPostgresql, mariadb: openMariadb }[backend];
  return { tables, ...(await how(tables, sqliteFile)) };
}
