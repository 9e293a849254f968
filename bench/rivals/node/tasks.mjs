// The clients of Node and Drizzle at the tasks: `node tasks.mjs sqlite|postgresql|mariadb FILE`.
// FILE holds the measured tables and rows for SQLite.
import { and, eq, gte, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import { ITEMS, POINTS, keys, makeRows, measure } from './measuring.mjs';
import { open } from './databases.mjs';

const backend = process.argv[2];
const { client, orm, tables, close } = await open(backend, process.argv[3]);
const { item, itemOfRivals } = tables;
const { name, byKey, all, byKeys, insertAll, times } = client;

const points = keys(POINTS), thousand = keys(1000), rows = makeRows();

await measure('point_select', backend, name, POINTS, async () => {
  for (const key of points) await byKey(key);
}, `prepared, ${times}`);
await measure('select_all', backend, name, ITEMS, all, `prepared, ${times}`);
await measure('keys_1000', backend, name, 1000, () => byKeys(thousand), `${client.keysNote}, ${times}`);
await measure('insert_objects', backend, name, ITEMS, () => insertAll(rows),
  `${client.insertNote}, ${times}`, client.empty);

const drizzle = `Drizzle, ${name}`;
const prepared = client.prepare(orm.select().from(item).where(eq(item.id, sql.placeholder('id'))),
  'drizzle_point');
await measure('point_select', backend, drizzle, POINTS, async () => {
  for (const key of points) await prepared.execute({ id: key });
}, 'prepared, times in milliseconds');
await measure('select_all', backend, drizzle, ITEMS, () => orm.select().from(item), 'times in milliseconds');
await measure('keys_1000', backend, drizzle, 1000, () => orm.select().from(item).where(inArray(item.id, thousand)),
  'times in milliseconds');
await measure('insert_objects', backend, drizzle, ITEMS, async () => {
  await client.transaction(orm, async (work) => {
    for (let i = 0; i < rows.length; i += 1000) await work.insert(itemOfRivals).values(rows.slice(i, i + 1000));
  });
}, '1,000 rows a statement, times in milliseconds', client.empty);
await measure('eager_load', backend, drizzle, 121_000,
  () => orm.query.author.findMany({ with: { books: { with: { reviews: true } } } }), 'relational query');

const [one] = await orm.select().from(item).where(isNotNull(item.note)).limit(1);
function search() {
  const conditions = [];
  for (const [column, distance] of [['id', 5], ['number', 1], ['amount', 1]]) {
    conditions.push(gte(item[column], one[column] - distance), lte(item[column], one[column] + distance));
  }
  conditions.push(gte(item.label, one.label), eq(item.note, one.note));
  return orm.select().from(item).where(and(...conditions));
}
await measure('dynamic_query', backend, drizzle, POINTS, async () => {
  for (let i = 0; i < POINTS; ++i) await search();
}, 'put together each time, times in milliseconds');
const given = (name) => sql`${sql.placeholder(name)}`;
const change = client.prepare(
  orm.update(item).set({ number: given('number'), amount: given('amount'), label: given('label') })
    .where(eq(item.id, sql.placeholder('id'))), 'drizzle_change');
let step = 0;
await measure('update_objects', backend, drizzle, ITEMS, async () => {
  ++step;
  await client.transaction(orm, async () => {
    for (let id = 1; id <= ITEMS; ++id) {
      const number = (id + step) % 1_000_000;
      await change.execute({ id, number, amount: id * 0.5, label: `a label that is as long as others, ${number}` });
    }
  });
}, 'prepared, row by row');
await close();
