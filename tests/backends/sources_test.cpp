// Sources other than tables on every database: derived tables, common tables, set operations, lists of values.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Names = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

class Sources : public LibraryTest {};
BINDERY_EVERY_BACKEND(Sources);

TEST_P(Sources, ADerivedTableIsReadByLabelAndByMember) {
  const auto of_author =
      select(col<&Book::author_id>, count().as<"books">(), sum(col<&Book::price>).as<"worth">())
          .where(col<&Book::pages> > 40)
          .group_by(col<&Book::author_id>)
          .as_table<"of_author">();
  const auto rows =
      db().execute(select(col<&Author::name>, of_author.col<"books">, of_author.col<"worth">)
                       .left_join(of_author, of_author.col<&Book::author_id> == col<&Author::id>)
                       .where(col<&Author::name> != "Bob" || of_author.col<"books"> > 1)
                       .order_by(col<&Author::id>))
          .all();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (Row<std::string, std::optional<std::int64_t>, std::optional<Decimal>>(
                         "Ada", 2, Decimal("19.50"))));
  EXPECT_EQ(std::get<2>(rows[1]), Decimal("97.25"));
  EXPECT_EQ(std::get<1>(rows[2]), std::nullopt);
}

TEST_P(Sources, AModelAsADerivedTable) {
  const auto thick =
      select<Book>().where(col<&Book::pages> > 150).order_by(col<&Book::id>).limit(1).as_table<"thick">();
  EXPECT_EQ(db().scalars(select(thick.col<&Book::title>).select_from(thick)).all(), Names{"beta"});
  EXPECT_EQ(db().scalars(select(thick.col<"pages">).select_from(thick).where(thick.col<&Book::lent>)).all(),
            std::vector<std::int32_t>{201});
}

TEST_P(Sources, ACommonTableIsReadTwice) {
  const auto known = cte<"known">(select(col<&Author::id>, col<&Author::name>, col<&Author::mentor_id>));
  const auto mentor = known.as<"mentor">();
  const auto rows = db().execute(select(known.col<"name">, mentor.col<&Author::name>)
                                     .select_from(known)
                                     .join(mentor, mentor.col<&Author::id> == known.col<&Author::mentor_id>)
                                     .order_by(known.col<"id">)
                                     .with(known))
                        .all();
  EXPECT_THAT(rows, ElementsAre(Row<std::string, std::string>("Bob", "Ada"),
                                Row<std::string, std::string>("Çelik", "Ada")));
}

TEST_P(Sources, ARecursiveTableFollowsReferences) {
  db().execute(insert(Author{0, "Dora", 3}));
  const auto start =
      recursive<"chain">(select(col<&Author::id>, col<&Author::name>.as<"path">(), literal(0).as<"depth">())
                             .where(col<&Author::mentor_id> == std::nullopt));
  const auto chain = start.union_all(
      select(col<&Author::id>, concat(start.col<"path">, " > ", col<&Author::name>), start.col<"depth"> + 1)
          .join(start, col<&Author::mentor_id> == start.col<&Author::id>));
  const auto rows = db().execute(select(chain.col<"path">, chain.col<"depth">)
                                     .select_from(chain)
                                     .order_by(chain.col<"path">)
                                     .with(chain))
                        .all();
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1], (Row<std::string, int>("Ada > Bob", 1)));
  EXPECT_EQ(rows[3], (Row<std::string, int>("Ada > Çelik > Dora", 2)));
}

TEST_P(Sources, ALongRecursionIsNotCut) {
  const auto start = recursive<"count">(select(literal(std::int64_t{1}).as<"n">()));
  const auto numbers = start.union_all(
      select(start.col<"n"> + std::int64_t{1}).select_from(start).where(start.col<"n"> < 3000));
  EXPECT_EQ(db().scalar(select(count()).select_from(numbers).with(numbers)), 3000);
}

TEST_P(Sources, SetOperations) {
  const auto ada = select(col<&Book::id>).where(col<&Book::author_id> == 1);
  const auto thick = select(col<&Book::id>).where(col<&Book::pages> > 150);
  const auto ids = [&](const auto& query) { return db().scalars(query.order_by(col<&Book::id>)).all(); };
  EXPECT_EQ(ids(union_of(ada, thick)), (Ids{1, 2, 3}));
  EXPECT_EQ(ids(union_all(ada, thick)), (Ids{1, 2, 2, 3}));
  EXPECT_EQ(ids(intersect(ada, thick)), (Ids{2}));
  EXPECT_EQ(ids(except(ada, thick)), (Ids{1}));
  EXPECT_EQ(db().scalars(union_all(ada, thick).order_by(desc(label<"id">)).limit(2, 1)).all(), (Ids{2, 2}));
}

TEST_P(Sources, NestedSetOperationsMeanWhatTheNestingSays) {
  const auto id = [](std::int64_t wanted) { return select(col<&Book::id>).where(col<&Book::id> == wanted); };
  const auto ids = [&](const auto& query) { return db().scalars(query.order_by(label<"id">)).all(); };
  EXPECT_EQ(ids(intersect(union_of(id(1), id(2)), id(2))), (Ids{2}));
  EXPECT_EQ(ids(union_of(id(1), intersect(id(2), id(3)))), (Ids{1}));
  EXPECT_EQ(ids(except(id(1), except(id(1), id(1)))), (Ids{1}));
  const auto last = select(col<&Book::id>).order_by(desc(col<&Book::id>)).limit(1);
  EXPECT_EQ(ids(union_of(last, id(1))), (Ids{1, 5}));
  EXPECT_EQ(books(in(col<&Book::id>, union_of(last, id(1)))), (Ids{1, 5}));
  const auto both = union_of(last, id(1)).template as_table<"both">();
  EXPECT_EQ(db().scalar(select(count()).select_from(both)), 2);
}

TEST_P(Sources, UnitedModelsStayModels) {
  const auto both = db().execute(union_of(select<Author>().where(col<&Author::id> == 1),
                                          select<Author>().where(col<&Author::id> == 2))
                                     .order_by(col<&Author::name>))
                        .all();
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1].name, "Bob");
}

TEST_P(Sources, TypesOfUnitedColumnsMeet) {
  const auto all = union_all(select(col<&Book::subtitle>), select(col<&Author::name>));
  static_assert(std::same_as<decltype(all)::type, std::optional<std::string>>);
  EXPECT_EQ(db().scalars(all).all().size(), 8u);
}

TEST_P(Sources, ListsOfValues) {
  const auto v = values<"v", "id", "note">(
      std::vector<std::tuple<std::int64_t, std::string>>{{2, "two"}, {5, "a longer note"}, {9, ""}});
  const auto rows = db().execute(select(col<&Book::id>, v.col<"note">)
                                     .join(v, v.col<"id"> == col<&Book::id>)
                                     .order_by(col<&Book::id>))
                        .all();
  EXPECT_THAT(rows, ElementsAre(Row<std::int64_t, std::string>(2, "two"),
                                Row<std::int64_t, std::string>(5, "a longer note")));
  const auto none = values<"v", "id">(std::vector<std::tuple<std::int64_t>>{});
  EXPECT_EQ(db().scalars(select(none.col<"id">).select_from(none)).all(), Ids{});
}

TEST_P(Sources, Series) {
  const auto sum_of = [&](std::int64_t first, std::int64_t last) {
    const auto n = series<"n">(first, last);
    return db().execute(select(count(), min(n.col<"value">), max(n.col<"value">)).select_from(n)).one();
  };
  using Range = Row<std::int64_t, std::optional<std::int64_t>, std::optional<std::int64_t>>;
  EXPECT_EQ(sum_of(1, 10), Range(10, 1, 10));
  EXPECT_EQ(sum_of(-5, 4000), Range(4006, -5, 4000));
  EXPECT_EQ(sum_of(2, 1), Range(0, std::nullopt, std::nullopt));
}

TEST_P(Sources, OuterJoinsToEitherSide) {
  const auto right = db().execute(select(col<&Book::title>, col<&Author::name>)
                                      .right_join<Author>(col<&Author::id> == col<&Book::author_id> &&
                                                          col<&Book::pages> > 250)
                                      .order_by(col<&Author::id>))
                         .all();
  EXPECT_THAT(right, ElementsAre(Row<std::optional<std::string>, std::string>(std::nullopt, "Ada"),
                                 Row<std::optional<std::string>, std::string>("Gamma_50%", "Bob"),
                                 Row<std::optional<std::string>, std::string>(std::nullopt, "Çelik")));
  EXPECT_EQ(db().execute(select(col<&Author::id>, col<&Shelf::label>).cross_join<Shelf>()).all().size(), 0u);
  const auto full =
      select(col<&Book::id>, col<&Author::id>)
          .full_join<Author>(col<&Author::id> == col<&Book::author_id> && col<&Book::pages> > 250);
  if (backend() == Backend::mariadb)
    EXPECT_THROW(db().execute(full), ProgrammingError);
  else
    EXPECT_EQ(db().execute(full).all().size(), 7u);
}

TEST_P(Sources, LateralTablesSeeTheTablesBeforeThem) {
  const auto thickest = select(col<&Book::title>)
                            .where(col<&Book::author_id> == col<&Author::id>)
                            .order_by(desc(col<&Book::pages>))
                            .limit(1)
                            .as_table<"thickest">();
  const auto query = select(col<&Author::name>, thickest.col<"title">)
                         .left_join_lateral(thickest, col<&Author::id> == col<&Author::id>)
                         .order_by(col<&Author::id>);
  if (backend() != Backend::postgresql) {
    EXPECT_THROW(db().execute(query), ProgrammingError);
    return;
  }
  using Pair = Row<std::string, std::optional<std::string>>;
  EXPECT_THAT(db().execute(query).all(),
              ElementsAre(Pair("Ada", "beta"), Pair("Bob", "Gamma_50%"), Pair("Çelik", std::nullopt)));
}

TEST_P(Sources, CommonTablesOverChangesAreOfPostgresql) {
  const auto gone =
      cte<"gone">(delete_from<Book>().where(col<&Book::author_id> == 2).returning(col<&Book::id>));
  auto query = select(gone.col<"id", std::int64_t>).select_from(gone).with(gone);
  if (backend() != Backend::postgresql) {
    EXPECT_THROW(db().scalars(query), ProgrammingError);
    return;
  }
  EXPECT_EQ(db().scalars(query.order_by(label<"id">)).all(), (Ids{3, 4, 5}));
  EXPECT_EQ(db().scalar(select(count()).select_from<Book>()), 2);
}

TEST_P(Sources, QueriesPutTogetherAtRunTime) {
  auto thick = select(col<&Book::id>, col<&Book::author_id>).dynamic();
  thick.where(col<&Book::pages> > 150);
  const auto t = thick.as_table<"t">();
  EXPECT_EQ(db().scalars(select(col<&Author::name>)
                             .join(t, t.col<"author_id", std::int64_t> == col<&Author::id>)
                             .order_by(col<&Author::name>))
                .all(),
            (Names{"Ada", "Bob"}));
  auto ids = select(col<&Book::author_id>).dynamic();
  ids.where(col<&Book::pages> > 250);
  EXPECT_EQ(db().scalars(select(col<&Author::name>).where(in(col<&Author::id>, ids))).all(), Names{"Bob"});
  EXPECT_EQ(db().scalars(union_all(ids, ids).order_by(label<"author_id">)).all(), (Ids{2, 2}));
  const auto stored = cte<"stored">(thick);
  EXPECT_EQ(db().scalar(select(count()).select_from(stored).with(stored)), 2);
}

TEST_P(Sources, EqualRowsAreCountedWhereTheDatabaseCan) {
  const auto all = select(col<&Book::author_id>);                                   // 1 1 2 2 2
  const auto thick = select(col<&Book::author_id>).where(col<&Book::pages> > 150);  // 1 2
  const auto thin = select(col<&Book::author_id>).where(col<&Book::pages> <= 201);  // 1 1 2 2
  const auto rest = except_all(all, thick).order_by(col<&Book::author_id>);
  const auto both = intersect_all(all, thin).order_by(col<&Book::author_id>);
  if (backend() == Backend::sqlite) {
    EXPECT_THROW(db().scalars(rest), ProgrammingError);
    EXPECT_THROW(db().scalars(both), ProgrammingError);
    return;
  }
  EXPECT_EQ(db().scalars(rest).all(), (Ids{1, 2, 2}));
  EXPECT_EQ(db().scalars(both).all(), (Ids{1, 1, 2, 2}));
}

TEST_P(Sources, FunctionsOfTheDatabasesOwnGiveRows) {
  if (backend() == Backend::sqlite) {
    const auto each = table_function<"json_each", "e", Field<"value", std::int64_t>>(literal("[3, 5]"));
    EXPECT_EQ(db().scalars(select(each.col<"value">).select_from(each)).all(), (Ids{3, 5}));
    const auto part = table_function<"json_each", "p", Field<"value", std::string>>(
        concat("[\"", col<&Author::name>, "\", \"and more\"]"));
    EXPECT_EQ(db().scalar(select(count()).select_from<Author>().cross_join(part)), 6);
  } else if (backend() == Backend::postgresql) {
    const auto n =
        table_function<"generate_series", "n", Field<"n", std::int64_t>>(std::int64_t{3}, std::int64_t{5});
    EXPECT_EQ(db().scalars(select(n.col<"n">).select_from(n)).all(), (Ids{3, 4, 5}));
    const auto part =
        table_function<"regexp_split_to_table", "part", Field<"part", std::string>>(col<&Author::name>, "");
    EXPECT_EQ(db().scalars(select(part.col<"part">)
                               .select_from<Author>()
                               .cross_join(part)
                               .where(col<&Author::id> == 2)
                               .order_by(part.col<"part">))
                  .all(),
              (Names{"B", "b", "o"}));
  } else {
    const auto n = table_function<"seq", "n", Field<"n", std::int64_t>>(1);
    EXPECT_THROW(db().scalars(select(n.col<"n">).select_from(n)), ProgrammingError);
  }
}

TEST_P(Sources, ARecursionMayGrowItsTextsAndDecimals) {
  const auto start =
      recursive<"line">(select(col<&Author::name>, literal(0).as<"n">()).where(col<&Author::id> == 1));
  const auto line = start.union_all(select(concat(start.col<"name">, "0123456789"), start.col<"n"> + 1)
                                        .select_from(start)
                                        .where(start.col<"n"> < 100));
  EXPECT_EQ(db().scalar(select(max(length(line.col<"name">))).select_from(line).with(line)), 1003);
  const auto whole =
      recursive<"half">(select(col<&Book::price>, literal(0).as<"n">()).where(col<&Book::id> == 1));
  const auto half = whole.union_all(select(whole.col<"price"> * Decimal("0.5"), whole.col<"n"> + 1)
                                        .select_from(whole)
                                        .where(whole.col<"n"> < 3));
  EXPECT_EQ(db().scalar(select(half.col<"price">).select_from(half).where(half.col<"n"> == 3).with(half)),
            Decimal("1.1875"));
}

TEST_P(Sources, ColumnsOfADerivedTableKnowTheJoinsInside) {
  const auto both = select(col<&Author::id>, col<&Book::title>).left_join<Book>().as_table<"both">();
  using Title = std::remove_cvref_t<decltype(both.col<"title">)>;
  static_assert(std::same_as<Title::type, std::optional<std::string>>);
  static_assert(detail::nodes_of<Title>[0].nullable);
  const auto shown = select(coalesce(both.col<"title">, "none")).select_from(both).where(both.col<"id"> == 3);
  static_assert(std::same_as<decltype(shown)::type, std::string>);
  EXPECT_EQ(db().scalar(shown), "none");
  EXPECT_EQ(db().scalar(select(both.col<"title">).select_from(both).where(both.col<"id"> == 3)),
            std::nullopt);
}

}  // namespace
}  // namespace bindery::test
