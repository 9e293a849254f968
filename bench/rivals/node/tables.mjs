// The measured tables in Drizzle's words, for each database.
import { relations } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import * as my from 'drizzle-orm/mysql-core';
import * as lite from 'drizzle-orm/sqlite-core';

/** SQLite's tables hold times as text. */
export const textOf = (date) => `${date.toISOString().slice(0, -1).replace('T', ' ')}000`;
const momentOfSqlite = lite.customType({
  dataType: () => 'timestamp', toDriver: textOf, fromDriver: (text) => new Date(`${text.replace(' ', 'T')}Z`),
});

const kinds = {
  postgresql: {
    table: pg.pgTable, key: () => pg.bigint({ mode: 'number' }), made: (c) => c.generatedByDefaultAsIdentity(),
    integer: () => pg.integer(), double: () => pg.doublePrecision(), text: () => pg.varchar({ length: 80 }),
    moment: () => pg.timestamp({ mode: 'date', precision: 6 }), note: () => pg.text(),
  },
  mariadb: {
    table: my.mysqlTable, key: () => my.bigint({ mode: 'number' }), made: (c) => c.autoincrement(),
    integer: () => my.int(), double: () => my.double(), text: () => my.varchar({ length: 80 }),
    moment: () => my.datetime({ mode: 'date', fsp: 6 }), note: () => my.text(),
  },
  sqlite: {
    table: lite.sqliteTable, key: () => lite.integer(), made: (c) => c,
    integer: () => lite.integer(), double: () => lite.real(), text: () => lite.text(),
    moment: () => momentOfSqlite(), note: () => lite.text(),
  },
};

export function makeTables(backend) {
  const k = kinds[backend];
  const columns = () => ({
    id: k.made(k.key().primaryKey()), number: k.integer().notNull(), amount: k.double().notNull(),
    label: k.text().notNull(), moment: k.moment().notNull(), note: k.note(),
  });
  const item = k.table('item', columns()), itemOfRivals = k.table('item_of_rivals', columns());
  const author = k.table('author', { id: k.key().primaryKey(), name: k.text().notNull() });
  const book = k.table('book', { id: k.key().primaryKey(), author_id: k.key().notNull(), title: k.text().notNull() });
  const review = k.table('review', { id: k.key().primaryKey(), book_id: k.key().notNull(), text: k.text().notNull() });
  return {
    item, itemOfRivals, author, book, review,
    authorRelations: relations(author, ({ many }) => ({ books: many(book) })),
    bookRelations: relations(book, ({ one, many }) => ({
      author: one(author, { fields: [book.author_id], references: [author.id] }), reviews: many(review),
    })),
    reviewRelations: relations(review, ({ one }) => ({
      book: one(book, { fields: [review.book_id], references: [book.id] }),
    })),
  };
}
