// Models: what a struct's mapping makes of it.
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

// A struct that knows nothing of us, mapped from outside.
namespace vendor {
struct Invoice {
  std::int64_t number = 0;
  std::string text;
};
}  // namespace vendor

template <> struct bindery::Mapping<vendor::Invoice> {
  static constexpr auto bind_key = "billing";
  static constexpr auto table_name = "invoices";
  static constexpr auto columns() {
    return mapped(column<&vendor::Invoice::number>(primary_key, client_given),
                  column<&vendor::Invoice::text>(Named{"body"}, String{100}));
  }
};

namespace bindery {
namespace {

enum class Mood { calm, stormy };

struct HTTPUserAgent {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int32_t> age;
  Mood mood = Mood::calm;
  static constexpr auto columns() {
    return mapped(column<&HTTPUserAgent::id>(primary_key), column<&HTTPUserAgent::name>(String{80}, unique),
                  column<&HTTPUserAgent::age>(), column<&HTTPUserAgent::mood>());
  }
};

struct Renamed : HTTPUserAgent {
  static constexpr auto table_name = "agents";
  static constexpr auto schema = "web";
};

TEST(ModelTable, NameComesFromTheType) {
  EXPECT_EQ(table_of<HTTPUserAgent>().name(), "http_user_agent");
  EXPECT_EQ(&table_of<HTTPUserAgent>(), &table_of<HTTPUserAgent>());
}

TEST(ModelTable, FSA_53_explicit_name_beats_the_types) {
  EXPECT_EQ(table_of<Renamed>().name(), "agents");
  EXPECT_EQ(table_of<Renamed>().full_name(), "web.agents");
}

TEST(ModelTable, ColumnsComeFromTheMembers) {
  const Table& table = table_of<HTTPUserAgent>();
  ASSERT_EQ(table.columns().size(), 4u);
  EXPECT_EQ(table.column(0).name, "id");
  EXPECT_EQ(table.column(0).type.kind, TypeKind::int64);
  EXPECT_EQ(table.generated_key(), 0u);
  EXPECT_EQ(table.column(1).type.length, 80u);
  EXPECT_TRUE(table.column(1).unique);
  EXPECT_FALSE(table.column(1).nullable);
  EXPECT_EQ(table.column(2).type.kind, TypeKind::int32);
  EXPECT_TRUE(table.column(2).nullable) << "std::optional";
  EXPECT_EQ(table.column(3).type.kind, TypeKind::enumeration);
  EXPECT_EQ(table.column(3).codec->names.size(), 2u);
  EXPECT_EQ(table.find(member_id<&HTTPUserAgent::mood>), 3u);
}

TEST(ModelTable, FieldsLeadToTheMembers) {
  HTTPUserAgent agent{.id = 7, .name = "x", .age = 3};
  const Table& table = table_of<HTTPUserAgent>();
  EXPECT_EQ(table.column(0).field(&agent), &agent.id);
  EXPECT_EQ(table.column(2).field(&agent), &agent.age);
}

// ---- bind keys ---------------------------------------------------------------------------------------------

struct Base {
  std::int64_t id = 0;
};
struct DefaultUser : Base {
  static constexpr auto columns() { return mapped(column<&DefaultUser::id>(primary_key)); }
};
struct AbstractParent : Base {
  static constexpr auto bind_key = "a";
};
struct Child : AbstractParent {
  static constexpr auto columns() { return mapped(column<&Child::id>(primary_key)); }
};
struct Elsewhere : AbstractParent {
  static constexpr auto bind_key = "b";
  static constexpr auto columns() { return mapped(column<&Elsewhere::id>(primary_key)); }
};
struct Home : AbstractParent {
  static constexpr auto bind_key = default_bind;
  static constexpr auto columns() { return mapped(column<&Home::id>(primary_key)); }
};
struct Parent {
  static constexpr auto bind_key = "a";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Parent::id>(primary_key)); }
};
struct ConcreteChild : Parent {
  static constexpr auto columns() { return mapped(column<&ConcreteChild::id>(primary_key)); }
};

TEST(ModelBind, FSA_45_bind_key_default) {
  EXPECT_EQ(table_of<DefaultUser>().bind_key(), "");
  static_assert(bind_key_of<DefaultUser>.empty());
}

TEST(ModelBind, FSA_46_bind_key_is_the_tables) {
  EXPECT_EQ(table_of<Parent>().bind_key(), "a");
  static_assert(bind_key_of<Parent> == "a");
}

TEST(ModelBind, FSA_48_inherit_parent) { EXPECT_EQ(table_of<ConcreteChild>().bind_key(), "a"); }

TEST(ModelBind, FSA_49_inherit_abstract_parent) {
  EXPECT_EQ(table_of<Child>().bind_key(), "a");
  EXPECT_EQ(table_of<Child>().name(), "child");
}

TEST(ModelBind, OverriddenByTheChild) { EXPECT_EQ(table_of<Elsewhere>().bind_key(), "b"); }
TEST(ModelBind, OverriddenBackToTheDefault) { EXPECT_EQ(table_of<Home>().bind_key(), ""); }

struct PlainUser {
  static constexpr auto table_name = "user";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&PlainUser::id>(primary_key)); }
};
struct OtherUser {
  static constexpr auto table_name = "user";
  static constexpr auto bind_key = "other";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&OtherUser::id>(primary_key)); }
};

TEST(ModelBind, FSA_47_multiple_binds_same_table_name) {
  EXPECT_EQ(table_of<PlainUser>().name(), table_of<OtherUser>().name());
  EXPECT_NE(&table_of<PlainUser>(), &table_of<OtherUser>());
  EXPECT_NE(table_of<PlainUser>().bind_key(), table_of<OtherUser>().bind_key());
}

TEST(ModelMapping, MapsATypeFromOutside) {
  const Table& table = table_of<vendor::Invoice>();
  EXPECT_EQ(table.name(), "invoices");
  EXPECT_EQ(table.bind_key(), "billing");
  EXPECT_FALSE(table.generated_key()) << "client_given";
  EXPECT_EQ(table.column(1).name, "body");
  vendor::Invoice invoice;
  EXPECT_EQ(table.column(1).field(&invoice), &invoice.text);
}

// ---- mixins ------------------------------------------------------------------------------------------------

struct Timestamps {
  std::chrono::sys_time<std::chrono::microseconds> created{};
  std::optional<std::int32_t> revision;
};
struct Named_ {
  std::string label = "unnamed";
};
struct Article : Named_, Timestamps {
  std::int64_t id = 0;
  static constexpr auto columns() {
    return mapped(column<&Article::id>(primary_key), column<&Article::label>(String{20}),
                  column<&Article::created>(default_now), column<&Article::revision>());
  }
};
struct Comment {
  std::int64_t id = 0;
  std::string article_label;
  static constexpr auto columns() {
    return mapped(column<&Comment::id>(primary_key),
                  column<&Comment::article_label>(String{20}, references_of<Article, &Article::label>));
  }
};

TEST(ModelMixin, FSA_40_columns_of_a_mixin_belong_to_the_model) {
  const Table& table = table_of<Article>();
  EXPECT_EQ(table.name(), "article");
  EXPECT_EQ(table.column(2).name, "created");
  EXPECT_EQ(table.column(2).default_kind, DefaultKind::now);
}

TEST(ModelMixin, FieldsAreFoundBehindOtherBases) {
  Article article;
  const Table& table = table_of<Article>();
  EXPECT_EQ(table.column(1).field(&article), &article.label);
  EXPECT_EQ(table.column(2).field(&article), &article.created);
  EXPECT_EQ(table.column(3).field(&article), &article.revision);
}

TEST(ModelMixin, ReferencesNameTheModelThatInherits) {
  const Reference& reference = *table_of<Comment>().column(1).reference;
  EXPECT_EQ(&reference.model(), &table_of<Article>());
  EXPECT_EQ(table_of<Article>().position_of(reference.member), 1u);
}

// ---- words -------------------------------------------------------------------------------------------------

struct Order {
  std::int32_t shop = 0;
  std::int32_t number = 0;
  std::int32_t total = 0;
  std::string code;
  static constexpr auto columns() {
    return mapped(column<&Order::shop>(primary_key), column<&Order::number>(primary_key),
                  column<&Order::total>(ServerDefault{"0"}, Check{"total >= 0"}),
                  column<&Order::code>(Char{2}, client_default<[] { return std::string("DE"); }>, indexed),
                  unique_together<&Order::number, &Order::code>(), check("shop <> number", "apart"));
  }
};
struct Line {
  std::int64_t id = 0;
  std::int32_t shop = 0, number = 0;
  std::optional<std::int64_t> previous;
  static constexpr auto columns() {
    return mapped(column<&Line::id>(primary_key), column<&Line::shop>(), column<&Line::number>(),
                  column<&Line::previous>(references<&Line::id>, on_delete_set_null, on_update_cascade),
                  foreign_key<Order>(Columns<&Line::shop, &Line::number>{},
                                     Columns<&Order::shop, &Order::number>{}, on_delete_cascade));
  }
};

TEST(ModelWords, SayDefaultsChecksAndConstraints) {
  const Table& table = table_of<Order>();
  EXPECT_THAT(table.primary_key(), testing::ElementsAre(0u, 1u));
  EXPECT_EQ(table.column(2).default_sql, "0");
  EXPECT_EQ(table.column(2).check, "total >= 0");
  EXPECT_TRUE(table.column(3).indexed);
  EXPECT_TRUE(table.column(3).type.exact_length);
  ASSERT_EQ(table.constraints().size(), 2u);
  EXPECT_THAT(table.constraints()[0].columns, testing::ElementsAre("number", "code"));
  EXPECT_EQ(constraint_name(table, table.constraints()[1]), "apart");
  Order order;
  table.column(3).client_default(table.column(3).field(&order));
  EXPECT_EQ(order.code, "DE");
}

TEST(ModelWords, SayForeignKeys) {
  const Table& table = table_of<Line>();
  const Reference& self = *table.column(3).reference;
  EXPECT_EQ(&self.model(), &table);
  EXPECT_EQ(self.on_delete, ReferentialAction::set_null);
  EXPECT_EQ(self.on_update, ReferentialAction::cascade);
  const Constraint& key = table.constraints()[0];
  EXPECT_EQ(key.kind, ConstraintKind::foreign_key);
  EXPECT_EQ(&key.target_model(), &table_of<Order>());
  EXPECT_EQ(key.on_delete, ReferentialAction::cascade);
}

}  // namespace
}  // namespace bindery
