// Chapters about writing: tables, objects, savepoints, "insert or update", and commands for one bind.
#include <fmt/format.h>

#include "demo.hpp"

namespace demo {

void create_tables(const Demo& demo) {
  demo.report.chapter("Create the tables, in every database that may be written");
  // The tables of "appmeta" exist already, and it is read-only: "all" leaves it alone.
  SchemaReport done;
  const auto duration = timed([&] { done = demo.db.create_all(); });
  demo.report.schema(done, duration);
}

void add_people_and_messages(const Demo& demo) {
  demo.report.chapter("Add and change rows through one session");
  Session session = demo.db.session();

  // add() gives a handle on a tracked object. Nothing is written yet.
  auto ada = session.add(User{.name = "ada", .home = "GB"});
  auto grace = session.add(User{.name = "grace", .home = "US"});
  auto italo = session.add(User{.name = "italo", .home = "IT"});
  session.flush();  // now: one batch for all three, and their ids are known

  session.add(
      Message{.author_id = ada->id, .body = "It can do whatever we know how to order", .language = "eng"});
  session.add(Message{.author_id = grace->id, .body = "Ask forgiveness, not permission", .language = "eng"});
  auto city =
      session.add(Message{.author_id = italo->id, .body = "Le citta sono un insieme", .language = "ita"});

  // A row of a table without a class: by the names of its columns.
  session.execute(insert(demo.follows)
                      .values({{"user_id", ada->id}, {"country", "IT"}})
                      .values({{"user_id", ada->id}, {"country", "US"}})
                      .values({{"user_id", italo->id}, {"country", "FR"}}));
  session.commit();  // each object went to its own database; each database commits

  // Objects stay tracked: change them as you change any struct, and commit.
  city->body = "Le citt\u00e0 sono un insieme di tante cose";
  grace->home = std::nullopt;
  session.commit();

  // A change of many rows, computed by the database.
  const auto liked = session.execute(update<Message>()
                                         .set(col<&Message::likes> = col<&Message::likes> + 1)
                                         .where(col<&Message::language> == "eng"));
  session.commit();
  demo.report.line(
      fmt::format("ada is number {}; {} messages in English were liked", ada->id, liked.affected_rows()));
}

void take_back_a_part(const Demo& demo) {
  demo.report.chapter("Take back a part of the work: a savepoint over both databases");
  Session session = demo.db.session();
  auto ada = session.scalars(select<User>().where(col<&User::name> == "ada")).one();
  {
    SessionSavepoint part = session.savepoint();
    ada->name = "countess";
    session.add(Message{.author_id = ada->id, .body = "never to be seen", .language = "eng"});
    session.flush();
  }  // not committed: taken back, in the databases and in the objects
  demo.report.line(fmt::format("her name is {} again", ada->name));
}

void insert_or_update(const Demo& demo) {
  demo.report.chapter("Insert or update, in one portable form");
  Session session = demo.db.session();
  session.execute(insert(User{.name = "grace", .home = "NL"})
                      .on_conflict(col<&User::name>)  // if there is somebody of this name already
                      .do_update(col<&User::home>));  // then take the new row's home
  auto grace = session.scalars(select<User>().where(col<&User::name> == "grace")).one();

  for (int i = 0; i < 2; ++i) {
    session.execute(insert(demo.follows)
                        .values({{"user_id", grace->id}, {"country", "FR"}})
                        .on_conflict({"user_id", "country"})
                        .do_nothing());
  }
  const auto followed =
      session.execute(select(demo.follows).where(column_of(demo.follows, "user_id") == grace->id));
  session.commit();
  demo.report.line(fmt::format("grace lives in {} now, and follows {} country, however often she asks",
                               grace->home.value_or("?"), followed.size()));
}

void create_and_drop_by_bind(const Demo& demo) {
  demo.report.chapter("Create and drop tables: one database, several, or all");
  Database& db = demo.db;
  SchemaReport done;
  auto duration = timed([&] { done = db.drop_all(default_bind); });  // the default bind alone
  demo.report.schema(done, duration);
  duration = timed([&] { done = db.create_all({"", "users"}); });  // a list; "" is the default bind
  demo.report.schema(done, duration);
  const SchemaReport plan = db.drop_all("users", {.dry_run = true});  // one; only tells what it would do
  demo.report.line("A dry run of drop_all(\"users\") tells:");
  for (const std::string& sql : plan.sql()) demo.report.wrapped(sql);
}

}  // namespace demo
