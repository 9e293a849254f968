// How sessions end: commits over several binds, rollbacks, savepoints, and failures in between.
#include <bindery/core/wait.hpp>
#include <support/proxy.hpp>

#include <thread>

#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Ends a server's session, as an administrator would.
void kill_session(Database& db, std::string_view bind_key, Connection victim) {
  const bool postgres = db.engine(bind_key)->url().backend() == Backend::postgresql;
  const auto id = victim.scalar(
      sql(postgres ? "select pg_backend_pid()::bigint" : "select connection_id()").rows<std::int64_t>());
  auto killer = db.connect(bind_key);
  postgres ? (void)killer.execute(sql("select pg_terminate_backend(:id::int)", {{"id", id}}))
           : killer.run_script(fmt::format("KILL {}", id));
  const auto gone = sql(postgres ? "select count(*) from pg_stat_activity where pid = :id"
                                 : "select count(*) from information_schema.processlist where id = :id",
                        {{"id", id}})
                        .rows<std::int64_t>();
  while (killer.scalar(gone) != 0) std::this_thread::yield();
}

class SessionCommit : public OrmTest {
 protected:
  Session session = db->session();

  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const Person& person : stored<Person>()) found.push_back(person.name);
    std::sort(found.begin(), found.end());
    return found;
  }
};

TEST_P(SessionCommit, rollback_restores_values_states_and_keys) {
  auto old = session.add(Note{.body = "old"});
  auto gone = session.add(Note{.body = "gone"});
  session.commit();
  auto fresh = session.add(Note{.body = "fresh"});
  session.flush();
  EXPECT_GT(fresh->id, 0);
  old->body = "flushed";
  session.flush();
  old->body = "not even flushed";
  session.remove(gone);
  session.flush();
  auto pending = session.add(Note{.body = "pending"});
  session.rollback();
  EXPECT_EQ(old->body, "old");
  EXPECT_EQ(gone.state(), EntityState::persistent);
  EXPECT_EQ(fresh.state(), EntityState::transient);
  EXPECT_EQ(fresh->id, 0) << "the database's key goes back";
  EXPECT_EQ(fresh->body, "fresh");
  EXPECT_EQ(pending.state(), EntityState::transient);
  EXPECT_EQ(rows<Note>(), 2u);
  session.add(fresh);
  session.commit();
  EXPECT_EQ(rows<Note>(), 3u);
  EXPECT_GT(fresh->id, 0);
}

TEST_P(SessionCommit, rollback_takes_the_databases_values_out_again) {
  auto stamp = session.add(Stamp{.label = "x"});
  session.flush();
  EXPECT_EQ(stamp->rank, 42);
  session.rollback();
  EXPECT_EQ(stamp->rank, 0);
  EXPECT_EQ(stamp->written.time_since_epoch().count(), 0);
}

TEST_P(SessionCommit, a_removed_object_can_be_added_again) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  session.remove(note);
  session.add(note);
  EXPECT_EQ(note.state(), EntityState::persistent);
  session.remove(note);
  session.flush();
  session.add(note);
  session.rollback();
  EXPECT_EQ(note.state(), EntityState::persistent);
  EXPECT_EQ(session.get<Note>(note->id), note);
  session.remove(note);
  session.flush();
  session.add(note);
  session.commit();
  EXPECT_EQ(note.state(), EntityState::persistent);
  EXPECT_EQ(rows<Note>(), 1u);
}

TEST_P(SessionCommit, a_session_that_ends_rolls_back) {
  Ref<Note> note;
  {
    auto brief = db->session();
    note = brief.add(Note{.body = "x"});
    brief.flush();
  }
  EXPECT_EQ(note.state(), EntityState::transient);
  EXPECT_EQ(note->id, 0);
  EXPECT_EQ(rows<Note>(), 0u);
}

TEST_P(SessionCommit, a_failing_flush_rolls_back_and_leaves_the_session_usable) {
  session.add(Person{.name = "ada"});
  session.commit();
  auto note = session.add(Note{.body = "first bind"});
  auto twin = session.add(Person{.name = "ada"});
  EXPECT_THROW(session.flush(), UniqueViolation);
  EXPECT_EQ(note.state(), EntityState::transient) << "both binds went back";
  EXPECT_EQ(note->id, 0);
  EXPECT_EQ(rows<Note>(), 0u);
  twin->name = "bob";
  session.add(note);
  session.add(twin);
  session.commit();
  EXPECT_EQ(rows<Note>(), 1u);
  EXPECT_THAT(names(), ElementsAre("ada", "bob"));
}

TEST_P(SessionCommit, C16_a_savepoint_takes_back_only_its_own_changes_on_every_bind) {
  auto note = session.add(Note{.body = "kept"});
  auto ada = session.add(Person{.name = "ada"});
  auto point = session.savepoint();
  note->body = "lost";
  ada->city = "lost";
  auto bob = session.add(Person{.name = "bob"});
  session.flush();
  point.rollback();
  EXPECT_EQ(note->body, "kept");
  EXPECT_EQ(ada->city, std::nullopt);
  EXPECT_EQ(bob.state(), EntityState::transient);
  EXPECT_EQ(ada.state(), EntityState::persistent);
  ada->city = "after";
  session.commit();
  EXPECT_EQ(stored<Note>().at(0).body, "kept");
  ASSERT_THAT(names(), ElementsAre("ada"));
  EXPECT_EQ(stored<Person>().at(0).city, "after");
}

TEST_P(SessionCommit, a_bind_first_used_inside_a_savepoint_goes_back_whole) {
  session.add(Note{.body = "kept"});
  {
    auto point = session.savepoint();
    session.add(Person{.name = "ada"});
    session.flush();
  }
  session.add(Person{.name = "bob"});
  session.commit();
  EXPECT_THAT(names(), ElementsAre("bob"));
  EXPECT_EQ(rows<Note>(), 1u);
}

TEST_P(SessionCommit, savepoints_nest) {
  auto outer = session.savepoint();
  session.add(Person{.name = "outer"});
  {
    auto inner = session.savepoint();
    session.add(Person{.name = "lost"});
    inner.rollback();
  }
  {
    auto inner = session.savepoint();
    session.add(Person{.name = "inner"});
    inner.commit();
  }
  outer.commit();
  session.commit();
  EXPECT_THAT(names(), ElementsAre("inner", "outer"));
}

TEST_P(SessionCommit, rolling_back_an_outer_savepoint_ends_the_inner_one) {
  auto kept = session.add(Person{.name = "kept"});
  auto outer = session.savepoint();
  session.add(Person{.name = "a"});
  auto inner = session.savepoint();
  session.add(Person{.name = "b"});
  session.flush();
  outer.rollback();
  EXPECT_THROW(inner.commit(), ProgrammingError);
  auto next = session.savepoint();
  session.add(Person{.name = "c"});
  next.commit();
  session.commit();
  EXPECT_THAT(names(), ElementsAre("c", "kept"));
}

TEST_P(SessionCommit, a_commit_keeps_what_open_savepoints_hold) {
  auto point = session.savepoint();
  session.add(Person{.name = "ada"});
  session.commit();
  EXPECT_THAT(names(), ElementsAre("ada"));
  EXPECT_THROW(point.commit(), ProgrammingError);
}

TEST_P(SessionCommit, a_flush_that_fails_inside_a_savepoint_ends_only_that) {
  session.add(Person{.name = "ada"});
  auto point = session.savepoint();
  session.add(Person{.name = "ada"});
  EXPECT_THROW(session.flush(), UniqueViolation);
  {
    auto next = session.savepoint();
    session.add(Person{.name = "bob"});
    EXPECT_NO_THROW(point.rollback()) << "it has ended, and touches no later one";
    next.commit();
  }
  session.commit();
  EXPECT_THAT(names(), ElementsAre("ada", "bob"));
}

TEST_P(SessionCommit, C13_commits_run_in_a_fixed_order_the_default_bind_first) {
  db->add_bind("archive", fresh_url());
  db->engine("archive")->create_tables(db->metadata());
  std::vector<std::string> order;
  db->listen({.commit = [&](const ConnectionEvent& event) { order.emplace_back(event.bind_key); }});
  session.add(Person{.name = "ada"});
  session.add(Note{.body = "a"}, {.bind_key = "archive"});
  session.add(Note{.body = "d"});
  session.commit();
  EXPECT_THAT(order, ElementsAre("", "archive", "users"));
}

TEST_P(SessionCommit, C12_a_torn_commit_lists_what_became_of_each_bind) {
  if (users_backend() == Backend::sqlite) {
    db->connect("users").run_script(
        "create table child (id integer primary key, person integer references person (id) deferrable "
        "initially deferred)");
  }
  auto note = session.add(Note{.body = "committed"});
  auto ada = session.add(Person{.name = "ada"});
  session.flush();
  if (users_backend() == Backend::sqlite) {
    session.execute(sql("insert into child values (1, 999)").on("users"));  // found at COMMIT
  } else {
    kill_session(*db, "users", session.connection("users"));
  }
  try {
    session.commit();
    FAIL() << "the commit must fail";
  } catch (const PartialCommit& error) {
    EXPECT_THAT(error.committed(), ElementsAre("the default bind"));
    std::vector<std::string> others = error.not_committed();
    others.insert(others.end(), error.unknown().begin(), error.unknown().end());
    EXPECT_THAT(others, ElementsAre("bind 'users'"));
    EXPECT_EQ(error.details().phase, Phase::commit);
  }
  EXPECT_EQ(rows<Note>(), 1u);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_FALSE(session.contains(note));
  session.add(Person{.name = "bob"});
  session.commit();
  EXPECT_THAT(names(), ElementsAre("bob"));
}

TEST_P(SessionCommit, when_the_first_commit_fails_all_binds_roll_back) {
  if (backend() == Backend::sqlite) {
    db->connect().run_script(
        "create table child (id integer primary key, note integer references note (id) deferrable initially "
        "deferred)");
  }
  auto note = session.add(Note{.body = "x"});
  auto ada = session.add(Person{.name = "ada"});
  session.flush();
  if (backend() == Backend::sqlite) {
    session.execute(sql("insert into child values (1, 999)").on(default_bind));
    EXPECT_THROW(session.commit(), ForeignKeyViolation);
  } else {
    kill_session(*db, "", session.connection());
    const auto commit = [&] {
      try {
        session.commit();
      } catch (const PartialCommit& error) {  // nobody can tell, if the client noticed only at COMMIT
        EXPECT_THAT(error.committed(), IsEmpty());
        throw;
      }
    };
    EXPECT_ANY_THROW(commit());
  }
  EXPECT_EQ(rows<Note>() + rows<Person>(), 0u);
}

BINDERY_EVERY_BACKEND(SessionCommit);

/// Databases that check a foreign key at COMMIT: MariaDB checks at once.
class DeferredCheck : public EveryBackend {};

TEST_P(DeferredCheck, a_deferred_constraint_fails_the_commit_with_its_own_error) {
  Database db({.database_uri = fresh_url()}, models<Note>);
  db.create_all();
  db.connect().run_script(
      "create table child (id integer primary key, note bigint references note (id) deferrable initially "
      "deferred)");
  auto session = db.session();
  auto note = session.add(Note{.body = "x"});
  session.flush();
  session.execute(sql("insert into child values (1, 999)"));
  try {
    session.commit();
    FAIL();
  } catch (const ForeignKeyViolation& error) {
    EXPECT_EQ(error.details().bind, "the default bind");
  }
  EXPECT_EQ(note.state(), EntityState::transient);
  EXPECT_TRUE(db.connect().execute(select<Note>()).empty());
  session.add(note);
  session.commit();
  EXPECT_EQ(db.connect().execute(select<Note>()).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Capable, DeferredCheck, testing::Values(Backend::sqlite, Backend::postgresql),
                         backend_test_name);

/// Loses the network at the first wait for an answer.
class CutWhileWaiting : public Waiter {
 public:
  explicit CutWhileWaiting(Proxy& proxy) : proxy_(proxy) {}
  Readiness wait(int, Readiness wanted, Deadline) override {
    if (wanted != Readiness::writable) proxy_.cut();
    return wanted;
  }

 private:
  Proxy& proxy_;
};

/// Databases behind a proxy that loses the network when told.
class LostCommit : public EveryBackend {
 protected:
  static Url through(const Proxy& proxy, const Url& url) { return url.with_host("127.0.0.1", proxy.port()); }
};

TEST_P(LostCommit, a_connection_cut_during_commit_is_an_unknown_outcome) {
  const Url url = fresh_url();
  Proxy proxy(url.hosts().front().name, url.hosts().front().port);
  Database db({.database_uri = through(proxy, url)}, models<Note>);
  db.create_all();
  auto session = db.session();
  auto note = session.add(Note{.body = "x"});
  session.flush();
  CutWhileWaiting waiter(proxy);
  {
    const WaiterScope scope(&waiter);
    proxy.stall();  // the COMMIT goes, no answer comes
    EXPECT_THROW(session.commit(), OutcomeUnknown);
  }
  EXPECT_FALSE(session.contains(note));
  proxy.restore();
  session.add(Note{.body = "later"});
  EXPECT_NO_THROW(session.commit());
}

INSTANTIATE_TEST_SUITE_P(Servers, LostCommit, testing::Values(Backend::postgresql, Backend::mariadb),
                         backend_test_name);

}  // namespace
}  // namespace bindery
