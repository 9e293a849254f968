// Chapters about reading: three databases, queries that grow, joins with groups, streams.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>
#include <vector>

#include "demo.hpp"

namespace demo {

void read_from_all_three(const Demo& demo) {
  demo.report.chapter("Read from all three databases");
  Session session = demo.db.session();

  // Each statement runs on the database of its tables.
  std::map<std::int64_t, Ref<User>> authors;
  for (auto& user : session.scalars(select<User>().order_by(col<&User::id>))) authors[user->id] = user;

  std::map<std::string, std::vector<std::string>> followed;  // names of people by country
  for (auto& row :
       session.execute(select(demo.follows).order_by(column_of(demo.follows, "user_id").ascending()))) {
    followed[row.get<std::string>("country")].push_back(authors[row.get<std::int64_t>("user_id")]->name);
  }
  std::vector<std::string> codes;
  for (const auto& [code, people] : followed) codes.push_back(code);

  // Columns come as tuples, to be taken apart.
  auto countries = session.execute(select(col<&Country::code>, col<&Country::name>)
                                       .dynamic()
                                       .where(in(col<&Country::code>, codes))
                                       .order_by(col<&Country::name>));
  auto messages = session.scalars(select<Message>().order_by(desc(col<&Message::likes>), col<&Message::id>));

  for (const auto& [code, name] : countries) {
    demo.report.line(fmt::format("{} is followed by {}", name, fmt::join(followed[code], ", ")));
  }
  for (const auto& message : messages) {
    demo.report.line(
        fmt::format("{:<6}{} (likes: {})", authors[message->author_id]->name, message->body, message->likes));
  }
}

namespace {

struct Wish {
  std::optional<std::string> name_part;
  std::optional<Vitality> vitality;
  bool last_first = false;
};

// A query put together at run time. Conditions are values; the rows stay typed.
auto search(Session& session, const Wish& wish) {
  auto query = select(col<&Language::code>, col<&Language::name>).dynamic();
  if (wish.name_part) query.where(contains(lower(col<&Language::name>), *wish.name_part));
  if (wish.vitality) query.where(col<&Language::vitality> == *wish.vitality);
  query.order_by(wish.last_first ? Ordering(desc(col<&Language::name>)) : Ordering(col<&Language::name>));
  return session.execute(query.limit(3));
}

}  // namespace

void grow_a_query(const Demo& demo) {
  demo.report.chapter("Put a query together at run time");
  Session session = demo.db.session();
  for (const Wish& wish :
       {Wish{.name_part = "ital"}, Wish{.vitality = Vitality::constructed, .last_first = true}}) {
    std::vector<std::string> found;
    for (const auto& [code, name] : search(session, wish)) {
      found.push_back(fmt::format("{} ({})", name, code));
    }
    demo.report.line(fmt::format("{}", fmt::join(found, ", ")));
  }
}

void join_and_group(const Demo& demo) {
  demo.report.chapter("Join and group: countries with the most subdivisions");
  Session session = demo.db.session();
  // join() without a condition follows the foreign key. Both models are in "appmeta", so this is one statement.
  const auto number = count(col<&Subdivision::code>);
  auto largest = session.execute(select(col<&Country::name>, number)
                                     .join<Subdivision>()
                                     .group_by(col<&Country::name>)
                                     .having(number > 80)
                                     .order_by(desc(number), col<&Country::name>)
                                     .limit(4));
  for (const auto& [country, subdivisions] : largest) {
    demo.report.line(fmt::format("{:>5}  {}", subdivisions, country));
  }
}

void stream_languages(const Demo& demo) {
  demo.report.chapter("Stream rows one by one, in constant memory");
  // A connection gives plain objects, outside of any session: the fastest way to read.
  Connection connection = demo.db.connect("appmeta");
  std::map<Vitality, int> numbers;
  for (const Language& language : connection.stream(select<Language>().order_by(col<&Language::code>))) {
    ++numbers[language.vitality];
  }
  demo.report.line(fmt::format("{} living languages, {} extinct, {} ancient, {} constructed",
                               numbers[Vitality::living], numbers[Vitality::extinct],
                               numbers[Vitality::ancient], numbers[Vitality::constructed]));
}

}  // namespace demo
