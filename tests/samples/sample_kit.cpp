// Filled samples, and how their reports are compared.
#include "sample_kit.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bindery::test {

namespace {

std::string shown(const TextRow& row) {
  std::string line;
  for (const auto& cell : row) line += (line.empty() ? "" : " | ") + cell.value_or("NULL");
  return line;
}

bool is_query(const RecordedQuery& query) {
  return query.sql.starts_with("SELECT") || query.sql.starts_with("WITH") || query.sql.starts_with("(");
}

std::map<std::pair<const char*, Backend>, std::unique_ptr<FilledSample>>& samples() {
  static std::map<std::pair<const char*, Backend>, std::unique_ptr<FilledSample>> all;
  return all;
}

}  // namespace

HandWritten::HandWritten(const std::string& file) {
  std::ifstream lines(file);
  if (!lines) throw std::runtime_error("there is no " + file);
  std::string report, line;
  std::vector<std::string> databases;
  while (std::getline(lines, line)) {
    if (line.starts_with("-- report ")) {
      report = line.substr(10);
      databases = {"sqlite", "postgresql", "mariadb"};
    } else if (line.starts_with("-- on ")) {
      std::istringstream names(line.substr(6));
      databases.clear();
      for (std::string name; names >> name;) databases.push_back(name);
    } else if (!report.empty()) {
      for (const std::string& database : databases) texts_[{report, database}] += line + "\n";
    }
  }
}

const std::string& HandWritten::text(const std::string& report, Backend backend) const {
  const auto found = texts_.find({report, std::string(name_of(backend))});
  if (found == texts_.end()) throw std::runtime_error("no SQL by hand for " + report);
  return found->second;
}

FilledSample::FilledSample(const Sample& sample, Backend backend)
    : database_(backend), by_hand_(sample.file) {
  db_ = std::make_unique<Database>(Config{.database_uri = database_.url(), .record_queries = true},
                                   sample.tables);
  db_->create_all();
  auto connection = db_->connect();
  rows_ = sample.fill(connection);
}

FilledSample& filled(const Sample& sample, Backend backend) {
  auto& place = samples()[{sample.file, backend}];
  if (place == nullptr) place = std::make_unique<FilledSample>(sample, backend);
  return *place;
}

void forget_samples() { samples().clear(); }

std::string report_test_name(const testing::TestParamInfo<std::tuple<Backend, TypedReport>>& info) {
  const auto& [backend, report] = info.param;
  return fmt::format("{}_{}", name_of(backend), report.name);
}

void expect_same_rows(FilledSample& sample, const TypedReport& report) {
  sample.db().clear_recorded_queries();
  const auto typed = report.run(sample.db());
  const auto queries = sample.db().recorded_queries();
  EXPECT_EQ(std::count_if(queries.begin(), queries.end(), is_query), report.statements);
  const auto by_hand = raw_rows(sample.url(), sample.by_hand().text(report.name, sample.url().backend()));
  EXPECT_FALSE(by_hand.empty()) << "a report without rows shows nothing";
  EXPECT_EQ(typed.size(), by_hand.size());
  std::size_t shown_rows = 0;
  for (std::size_t i = 0; i < std::min(typed.size(), by_hand.size()) && shown_rows < 5; ++i) {
    if (typed[i] == by_hand[i]) continue;
    ++shown_rows;
    ADD_FAILURE() << "row " << i << "\n  typed:   " << shown(typed[i])
                  << "\n  by hand: " << shown(by_hand[i]);
  }
}

}  // namespace bindery::test
