// Families of models on every database: children in their parent's table and in tables of their own.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;

// ---- every kind has a table of its own but Intern, who is in the root's, and Director, who is in Manager's ---------

enum class Rank { employee, manager, engineer, intern, director };

struct Employee {
  static constexpr auto table_name = "staff";
  std::int64_t id = 0;
  std::string name;
  Rank rank = Rank::employee;
  std::optional<std::int64_t> boss = std::nullopt;
  static constexpr auto kinds = polymorphic<&Employee::rank, "employee">;
  static constexpr auto columns() {
    return mapped(column<&Employee::id>(primary_key), column<&Employee::name>(String{40}, unique),
                  column<&Employee::rank>(), column<&Employee::boss>(references<&Employee::id>));
  }
};
struct Manager : Employee {
  static constexpr auto inherits = joined_table<Employee, "manager">;
  std::string department;
  std::int32_t budget = 0;
  static constexpr auto columns() {
    return mapped(column<&Manager::department>(String{40}), column<&Manager::budget>(Check{"budget >= 0"}));
  }
};
struct Engineer : Employee {
  static constexpr auto inherits = joined_table<Employee, "engineer">;
  std::optional<std::string> language;
  static constexpr auto columns() { return mapped(column<&Engineer::language>()); }
};
struct Intern : Employee {
  static constexpr auto inherits = single_table<Employee, "intern">;
  std::string school;
  static constexpr auto columns() { return mapped(column<&Intern::school>(String{40})); }
};
struct Director : Manager {
  static constexpr auto inherits = single_table<Manager, "director">;
  std::string car;
  static constexpr auto columns() { return mapped(column<&Director::car>(String{40})); }
};

class Families : public EveryBackend {
 protected:
  Families() { db.create_all(); }
  /// Ada directs; Bob manages and Eve engineers under her; Ian is Bob's intern, Zoe nothing special.
  void fill() {
    auto ada = session.add(Director{{{.name = "Ada"}, "board", 1000}, "red"});
    session.flush();
    auto bob = session.add(Manager{{.name = "Bob", .boss = ada->id}, "sales", 100});
    session.flush();
    session.add(Engineer{{.name = "Eve", .boss = ada->id}, "C++"});
    session.add(Intern{{.name = "Ian", .boss = bob->id}, "MIT"});
    session.add(Employee{.name = "Zoe"});
    session.commit();
    session.clear();
  }
  Database db{Config{.database_uri = fresh_url(), .record_queries = true},
              models<Employee, Manager, Engineer, Intern, Director>};
  Session session = db.session();
};
BINDERY_EVERY_BACKEND(Families);

TEST_P(Families, ARootGivesObjectsOfEveryKind) {
  fill();
  db.clear_recorded_queries();
  auto staff = session.scalars(select<Employee>().order_by(col<&Employee::name>)).all();
  EXPECT_LE(db.recorded_queries().size(), 6u) << "one statement, and one for each kind of child";
  ASSERT_EQ(staff.size(), 5u);
  EXPECT_EQ(staff[0]->rank, Rank::director);
  ASSERT_TRUE(staff[0].as<Director>());
  EXPECT_EQ(staff[0].as<Director>()->car, "red");
  EXPECT_EQ(staff[0].as<Director>()->budget, 1000);
  EXPECT_EQ(staff[0].as<Manager>()->department, "board") << "a director is a manager";
  EXPECT_EQ(staff[1].as<Manager>()->department, "sales");
  EXPECT_FALSE(staff[1].as<Director>());
  EXPECT_EQ(staff[2].as<Engineer>()->language, "C++");
  EXPECT_EQ(staff[3].as<Intern>()->school, "MIT");
  EXPECT_FALSE(staff[4].as<Manager>());
  EXPECT_EQ(staff[4]->rank, Rank::employee);
  EXPECT_EQ(staff[1].to_string(), "<Manager 2>");
}

TEST_P(Families, AChildGivesItsKindAlone) {
  fill();
  auto managers = session.scalars(select<Manager>().order_by(col<&Employee::name>)).all();
  ASSERT_EQ(managers.size(), 2u);
  EXPECT_EQ(managers[0]->name, "Ada");
  EXPECT_EQ(managers[0].as<Director>()->car, "red");
  EXPECT_EQ(managers[1]->department, "sales");
  EXPECT_EQ(session.scalars(select<Intern>()).one()->school, "MIT");
  EXPECT_EQ(session.scalars(select<Director>()).one()->budget, 1000);
  EXPECT_EQ(session.scalar(select(count()).select_from<Engineer>()), 1);
  EXPECT_EQ(
      session.scalar(select(col<&Employee::name>).select_from<Manager>().where(col<&Manager::budget> < 500)),
      "Bob");
}

TEST_P(Families, OneKeyIsOneObjectWhateverTheKind) {
  fill();
  auto bob = session.get<Employee>(2);
  auto manager = session.get<Manager>(2);
  EXPECT_EQ(bob.as<Manager>(), manager);
  EXPECT_EQ(&*bob, static_cast<Employee*>(&*manager));
  EXPECT_FALSE(session.get<Engineer>(2)) << "he is none";
  EXPECT_FALSE(session.get<Director>(2));
}

TEST_P(Families, ChangesGoToTheTablesThatHoldThem) {
  fill();
  auto bob = session.get<Manager>(2);
  bob->name = "Rob";
  bob->budget = 7;
  auto ada = session.get<Director>(1);
  ada->car = "blue";
  session.commit();
  Connection connection = db.connect();
  const Manager stored = connection.execute(select<Manager>().where(col<&Employee::id> == 2)).one();
  EXPECT_EQ(stored.name, "Rob");
  EXPECT_EQ(stored.budget, 7);
  EXPECT_EQ(stored.rank, Rank::manager);
  EXPECT_EQ(connection.execute(select<Director>()).one().car, "blue");
}

TEST_P(Families, DeletionTakesTheRowsOfAllTables) {
  fill();
  session.remove(session.scalars(select<Intern>()).one());
  session.remove(session.get<Employee>(2));
  session.commit();
  EXPECT_EQ(session.scalar(select(count()).select_from<Manager>()), 1);
  EXPECT_EQ(session.scalar(select(count()).select_from<Employee>()), 3);
  session.execute(delete_from<Employee>().where(col<&Employee::name> == "Eve"));
  EXPECT_EQ(session.scalar(select(count()).select_from<Engineer>()), 0) << "the database takes them along";
}

TEST_P(Families, BulkInsertsFillEveryTable) {
  Connection connection = db.connect();
  std::vector<Manager> managers{Manager{{.name = "A"}, "x", 1}, Manager{{.name = "B"}, "y", 2}};
  connection.insert_all(managers);
  EXPECT_GT(managers[1].id, managers[0].id);
  std::vector<Manager> bad{Manager{{.name = "C"}, "x", 1}, Manager{{.name = "D"}, "y", -2}};
  EXPECT_THROW(connection.insert_all(bad), CheckViolation);
  EXPECT_EQ(bad[0].id, 0);
  EXPECT_THAT(connection.scalars(select(col<&Employee::name>).order_by(col<&Employee::name>)).all(),
              ElementsAre("A", "B"));
}

TEST_P(Families, JoinsKnowTheKeysOfParents) {
  fill();
  constexpr auto boss = alias<Manager, "boss">;
  auto rows = session
                  .execute(select(col<&Employee::name>, boss.col<&Manager::department>)
                               .join(boss, col<&Employee::boss> == boss.col<&Employee::id>)
                               .order_by(col<&Employee::name>))
                  .all();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2], (Row<std::string, std::string>("Ian", "sales")));
}

TEST_P(Families, RollbacksRestoreEveryTable) {
  fill();
  auto bob = session.get<Manager>(2);
  bob->name = "Rob";
  bob->budget = 7;
  session.flush();
  session.rollback();
  EXPECT_EQ(bob->name, "Bob");
  EXPECT_EQ(bob->budget, 100);
}

TEST_P(Families, UpdatesAndDeletionsOfAKindInOneTable) {
  fill();
  session.execute(update<Intern>().set(col<&Intern::school> = "ETH").all_rows());
  EXPECT_EQ(session.scalar(select(col<&Intern::school>)), "ETH");
  session.execute(delete_from<Intern>().all_rows());
  EXPECT_EQ(session.scalar(select(count()).select_from<Employee>()), 4);
}

}  // namespace
}  // namespace bindery::test
