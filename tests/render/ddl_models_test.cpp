// DDL of what models say beside plain columns: computed columns, names and actions of foreign keys.
#include <bindery/core/codecs.hpp>
#include <bindery/core/error.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/ddl.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using testing::HasSubstr;

std::string create_text(const Table& table, Backend backend, const Table* other = nullptr) {
  Metadata metadata(table.bind_key());
  if (other != nullptr) metadata.add(*other);
  metadata.add(table);
  return create_table_sql(table, metadata, dialect_of(backend)).at(0);
}
std::string refusal_of(const Table& table, Backend backend) {
  try {
    create_text(table, backend);
  } catch (const MappingError& error) {
    return error.message();
  }
  return "no error";
}
Table with(Column column) {
  return Table("line", {Column{"id", BigInteger{}, primary_key}, Column{"n", Integer{}}, std::move(column)});
}

TEST(DdlComputed, EachDatabaseStoresTheValue) {
  const Table table = with(Column{"twice", Integer{}, computed("n * 2")});
  EXPECT_THAT(create_text(table, Backend::sqlite),
              HasSubstr("\"twice\" INTEGER GENERATED ALWAYS AS (n * 2) STORED NOT NULL,"));
  EXPECT_THAT(create_text(table, Backend::postgresql),
              HasSubstr("\"twice\" INTEGER GENERATED ALWAYS AS (n * 2) STORED NOT NULL"));
  EXPECT_THAT(create_text(table, Backend::mariadb),
              testing::AllOf(HasSubstr("`twice` INTEGER GENERATED ALWAYS AS (n * 2) STORED,"),
                             HasSubstr("CONSTRAINT `ck_line_twice_given` CHECK (`twice` IS NOT NULL)")));
}

TEST(DdlComputed, NullableOnesNeedNoCheck) {
  const Table table = with(Column{"twice", Integer{}, computed("n * 2"), nullable});
  EXPECT_THAT(create_text(table, Backend::mariadb), testing::Not(HasSubstr("_given")));
  EXPECT_THAT(create_text(table, Backend::postgresql), HasSubstr("STORED,\n"));
}

TEST(DdlComputed, WhatCannotBeComputed) {
  EXPECT_THAT(
      refusal_of(with(Column{"x", Integer{}, computed("1"), ServerDefault{"2"}}), Backend::postgresql),
      HasSubstr("column 'x' is computed, and can be neither a key, nor have a default"));
  EXPECT_THAT(refusal_of(with(Column{"x", Numeric{10, 2}, computed("n / 3")}), Backend::sqlite),
              HasSubstr("column 'x' is a computed decimal: SQLite keeps decimals as text"));
}

TEST(DdlForeignKeys, NamesAndActions) {
  const Table country("country", {Column{"code", Char{2}, primary_key}});
  const Table city(
      "city", {Column{"id", BigInteger{}, primary_key}, Column{"country", Char{2}}},
      {.constraints = {foreign_key_constraint({"country"}, "country", {"code"}, ReferentialAction::restrict_,
                                              ReferentialAction::cascade, "its_country")}});
  EXPECT_THAT(
      create_text(city, Backend::postgresql, &country),
      HasSubstr("CONSTRAINT \"its_country\" FOREIGN KEY (\"country\") REFERENCES \"country\" (\"code\") "
                "ON DELETE RESTRICT ON UPDATE CASCADE"));
}

struct Order {
  std::int64_t shop = 0, number = 0;
  static constexpr auto columns() {
    return mapped(column<&Order::shop>(primary_key), column<&Order::number>(primary_key));
  }
};
struct OrderLine {
  std::int64_t id = 0, shop = 0, number = 0;
  static constexpr auto columns() {
    return mapped(column<&OrderLine::id>(primary_key), column<&OrderLine::shop>(),
                  column<&OrderLine::number>(),
                  foreign_key<Order>(Columns<&OrderLine::shop, &OrderLine::number>{},
                                     Columns<&Order::shop, &Order::number>{}, on_delete_cascade,
                                     on_update_cascade, Named{"its_order"}));
  }
};

TEST(DdlForeignKeys, OfModelsToo) {
  EXPECT_THAT(create_text(table_of<OrderLine>(), Backend::sqlite, &table_of<Order>()),
              HasSubstr("CONSTRAINT \"its_order\" FOREIGN KEY (\"shop\", \"number\") REFERENCES \"order\" "
                        "(\"shop\", \"number\") ON DELETE CASCADE ON UPDATE CASCADE"));
}

}  // namespace
}  // namespace bindery
