// What Bindery refuses, and what it says then. Most mistakes never get this far: they do not compile.
#include "demo.hpp"

namespace demo {

namespace {

// Runs what must fail, and prints the error.
template <class Work> void refused(const Report& report, std::string_view what, Work&& work) {
  report.line(what);
  try {
    work();
    report.wrapped("was not refused!");
  } catch (const Error& error) {
    report.wrapped(error.what());
  }
}

}  // namespace

void show_refusals(const Demo& demo) {
  demo.report.chapter("What is refused, and how");
  Database& db = demo.db;
  Session session = db.session();

  refused(demo.report, "A write to the read-only reference data:", [&] {
    session.execute(
        update<Currency>().set(col<&Currency::name> = "Ducat").where(col<&Currency::code> == "EUR"));
  });
  refused(demo.report, "Its tables can't be created from here, either:", [&] { db.create_all("appmeta"); });

  // A statement runs on one database. With models the compiler checks it; this does not compile:
  //
  //   session.execute(select<User>().join<Country>(col<&User::home> == col<&Country::code>));
  //
  //   error: static assertion failed: bindery: a statement runs on one database: these two models are in different
  //   binds. Run two statements, or map both models to one bind
  //
  // With tables known at run time only, it is checked before anything is sent:
  refused(demo.report, "A join over two databases:", [&] {
    const Table& country = table_of<Country>();
    session.execute(
        select(demo.follows).join(country, column_of(demo.follows, "country") == column_of(country, "code")));
  });
  refused(demo.report,
          "SQL text that does not say where it should run:", [&] { session.execute(sql("select 1")); });
  refused(demo.report, "A second user of the same name:", [&] {
    session.add(User{.name = "ada"});
    session.commit();
  });
  session.rollback();  // the session can go on
}

}  // namespace demo
