// Reads JSON lists into vectors of models, and inserts each vector in bulk.
#include "import.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "models.hpp"

namespace demo {

namespace json = boost::json;

namespace {

std::string text(const json::object& entry, std::string_view key) {
  return json::value_to<std::string>(entry.at(key));
}

std::optional<std::string> optional_text(const json::object& entry, std::string_view key) {
  return entry.contains(key) ? std::optional(text(entry, key)) : std::nullopt;
}

// ---- one entry of a list becomes one object --------------------------------------------------------------------

Country country(const json::object& entry) {
  return {.code = text(entry, "alpha_2"),
          .alpha_3 = text(entry, "alpha_3"),
          .name = text(entry, "name"),
          .official_name = optional_text(entry, "official_name")};
}

Subdivision subdivision(const json::object& entry) {
  const std::string code = text(entry, "code");
  const std::string country_code = code.substr(0, 2);
  auto parent = optional_text(entry, "parent");  // "ENG" or "GB-ENG"
  if (parent && parent->find('-') == std::string::npos) parent = country_code + '-' + *parent;
  return {.code = code,
          .country_code = country_code,
          .name = text(entry, "name"),
          .kind = text(entry, "type"),
          .parent_code = parent};
}

Vitality vitality(char letter) {
  switch (letter) {
    case 'L': return Vitality::living;
    case 'E': return Vitality::extinct;
    case 'A': return Vitality::ancient;
    case 'H': return Vitality::historical;
    case 'C': return Vitality::constructed;
    default: return Vitality::special;
  }
}

Language language(const json::object& entry) {
  return {.code = text(entry, "alpha_3"),
          .name = text(entry, "name"),
          .vitality = vitality(text(entry, "type").at(0))};
}

Currency currency(const json::object& entry) {
  return {.code = text(entry, "alpha_3"), .name = text(entry, "name")};
}

// ---- one file becomes one table --------------------------------------------------------------------------------

template <class Model>
std::vector<Model> read_list(const std::filesystem::path& lists, const std::string& number,
                             Model (*make)(const json::object&)) {
  const std::filesystem::path file = lists / ("iso_" + number + ".json");
  std::ifstream in(file);
  if (!in)
    throw std::runtime_error(fmt::format("{} can't be read: install the package iso-codes", file.string()));
  const json::value document = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  std::vector<Model> objects;
  for (const json::value& entry : document.at(number).as_array()) objects.push_back(make(entry.as_object()));
  return objects;
}

}  // namespace

void import_reference_data(const std::string& url, const std::filesystem::path& lists, Report& report) {
  std::vector<Country> countries;
  std::vector<Subdivision> subdivisions;
  std::vector<Language> languages;
  std::vector<Currency> currencies;
  const auto reading = timed([&] {
    countries = read_list(lists, "3166-1", country);
    subdivisions = read_list(lists, "3166-2", subdivision);
    languages = read_list(lists, "639-3", language);
    currencies = read_list(lists, "4217", currency);
  });
  // A region inside a region refers to it by a foreign key: those that others refer to go first.
  std::ranges::partition(subdivisions, [](const Subdivision& s) { return !s.parent_code; });

  // A database object of its own, for which "appmeta" may be written. It has no default bind, and needs none.
  Database db({.binds = {{"appmeta", url}}}, models<Country, Subdivision, Language, Currency>);
  db.listen(report.listener());
  db.drop_all();
  db.create_all();

  const auto writing = timed([&] {
    Connection connection = db.connect("appmeta");
    Transaction transaction = connection.begin();  // all or nothing: it rolls back unless it is committed
    connection.insert_all(countries);              // each in bulk, by the fastest way that the database has
    connection.insert_all(subdivisions);
    connection.insert_all(languages);
    connection.insert_all(currencies);
    transaction.commit();
  });
  const std::size_t rows = countries.size() + subdivisions.size() + languages.size() + currencies.size();
  report.line(fmt::format("{} rows: read from JSON in {}, inserted in {} ({:.0f} rows a second)", rows,
                          milliseconds(reading), milliseconds(writing),
                          static_cast<double>(rows) / std::chrono::duration<double>(writing).count()));
}

}  // namespace demo
