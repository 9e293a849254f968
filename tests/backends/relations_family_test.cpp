// Relations of models of a family: they lead to objects of the kind that each row is.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <support/backends.hpp>

namespace bindery::test {
namespace {

struct Staff {
  std::int64_t id = 0;
  std::string name{};
  std::string kind{};
  std::optional<std::int64_t> boss_id{};
  One<Staff> boss{};
  Many<Staff> team{};
  Many<struct Job> jobs{};
  static constexpr auto kinds = polymorphic<&Staff::kind, "staff">;
  static constexpr auto columns() {
    return mapped(column<&Staff::id>(primary_key), column<&Staff::name>(String{40}),
                  column<&Staff::kind>(String{20}), column<&Staff::boss_id>(references<&Staff::id>),
                  relation<&Staff::boss>(), relation<&Staff::team>(ordered_by<"name">),
                  relation<&Staff::jobs>());
  }
};
struct Chief : Staff {
  static constexpr auto inherits = joined_table<Staff, "chief">;
  std::string office{};
  static constexpr auto columns() { return mapped(column<&Chief::office>(String{40})); }
};
struct Job {
  std::int64_t id = 0;
  std::int64_t staff_id = 0;
  One<Staff> staff{};
  static constexpr auto columns() {
    return mapped(column<&Job::id>(primary_key), column<&Job::staff_id>(references<&Staff::id>),
                  relation<&Job::staff>());
  }
};

class RelationsFamily : public EveryBackend {
 protected:
  Database db{Config{.database_uri = fresh_url()}, models<Staff, Chief, Job>};
};
BINDERY_EVERY_BACKEND(RelationsFamily);

TEST_P(RelationsFamily, relations_lead_to_children) {
  db.create_all();
  {
    auto session = db.session();
    Chief made;
    made.name = "ada";
    made.office = "top";
    made.jobs.add(Job{});
    auto chief = session.add(std::move(made));
    auto clerk = session.add(Staff{.name = "bob"});
    clerk->boss = chief.as<Staff>();
    EXPECT_TRUE(chief->team.contains(clerk));
    session.commit();
    EXPECT_EQ(clerk->boss_id, chief->id);
  }
  auto session = db.session();
  auto clerk =
      session
          .scalars(
              select<Staff>().where(col<&Staff::name> == "bob").options(selectin<&Staff::boss, &Staff::jobs>))
          .one();
  ASSERT_TRUE(clerk->boss);
  EXPECT_EQ(clerk->boss.ref().as<Chief>()->office, "top");
  EXPECT_EQ(clerk->boss->jobs.size(), 1u);
  session.clear();
  auto chief = session.scalars(select<Chief>()).one();
  session.load<&Staff::team>(chief.as<Staff>());
  EXPECT_EQ(chief->team[0]->name, "bob");
  EXPECT_EQ(chief->team[0]->boss.ref(), chief.as<Staff>());
  EXPECT_EQ(session.count<&Staff::jobs>(chief.as<Staff>()), 1);
}

}  // namespace
}  // namespace bindery::test
