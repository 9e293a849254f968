// The everyday path, typed all the way: related objects, statements of every kind, and a query that grows at run time.
#include <bindery/bindery.hpp>

#include <iostream>

using namespace bindery;

enum class Mood { calm, stormy };

struct Author {
  std::int64_t id = 0;
  std::string name{};
  std::optional<std::string> country{};
  Many<struct Book> books{};  // one-to-many, found through Book's foreign key

  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(String{120}, unique),
                  column<&Author::country>(String{2}), relation<&Author::books>(ordered_by<"title">));
  }
};

struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::string title{};
  Mood mood = Mood::calm;
  Decimal price{};
  std::chrono::sys_time<std::chrono::microseconds> published{};
  One<Author> author{};

  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key),
                  column<&Book::author_id>(references<&Author::id>, on_delete_cascade),
                  column<&Book::title>(String{200}),
                  column<&Book::mood>(),  // stored by name, checked by the database
                  column<&Book::price>(Numeric{10, 2}), column<&Book::published>(default_now),
                  relation<&Book::author>());
  }
};

// Conditions are values: a query can be put together at run time and its rows stay typed.
auto search(Session& session, std::optional<std::string> country, std::optional<Decimal> at_most) {
  auto query = select(col<&Author::name>, count(col<&Book::id>), avg(col<&Book::price>))
                   .join<Book>()
                   .group_by(col<&Author::name>)
                   .order_by(desc(count(col<&Book::id>)), asc(col<&Author::name>))
                   .dynamic();
  if (country) query.where(col<&Author::country> == *country);
  if (at_most) query.having(avg(col<&Book::price>) <= *at_most);
  return session.execute(query).all();  // std::vector<Row<std::string, std::int64_t, std::optional<Decimal>>>
}

void run(const std::string& url) {
  Database db{{.database_uri = url}, models<Author, Book>};
  db.drop_all();  // what an earlier run left
  db.create_all();
  auto session = db.session();

  // Objects with what belongs to them. One statement for many rows, ids filled in, by the fastest way that the database
  // has.
  session.add_all(std::vector<Author>{
      {.name = "Le Guin",
       .country = "US",
       .books = {Book{.title = "The Dispossessed", .mood = Mood::stormy, .price = Decimal("12.00")},
                 Book{.title = "Always Coming Home", .price = Decimal("20.50")}}},
      {.name = "Calvino",
       .country = "XX",
       .books = {Book{.title = "Invisible Cities", .price = Decimal("9.90")}}}});
  session.commit();

  // An upsert: the author is there, so the country is corrected.
  session.execute(insert(Author{.name = "Calvino", .country = "IT"})
                      .on_conflict(col<&Author::name>)
                      .do_update(col<&Author::country>));
  session.execute(update<Book>()
                      .set(col<&Book::price> = col<&Book::price> * Decimal("0.9"))
                      .where(col<&Book::mood> == Mood::stormy));
  session.commit();

  // No query hides behind a member: what is not loaded says so. Two statements here, however many authors there are.
  for (const auto& author :
       session.scalars(select<Author>().order_by(col<&Author::name>).options(selectin<&Author::books>))) {
    for (const auto& book : author->books) {
      std::cout << author->name << ": " << book->title << ", " << book->price << '\n';
    }
  }

  for (const auto& [name, books, price] : search(session, "IT", {})) {
    std::cout << name << " wrote " << books << " at " << price.value_or(Decimal()).rounded(2) << '\n';
  }

  session.commit();

  // Plain values, no tracking: the fastest read. A million rows stream in constant memory.
  auto connection = db.connect();
  for (const Book& book : connection.stream(select<Book>().order_by(col<&Book::id>)))
    std::cout << book.title << '\n';
}

// Usage: bindery_crud [URL]. Without a URL the database is SQLite in memory.
int main(int argc, char** argv) try {
  run(argc > 1 ? argv[1] : "sqlite://");
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
