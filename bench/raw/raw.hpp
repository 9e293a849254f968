// The raw C clients at their best: what Bindery is measured against. Prepared once, binary, batched; each function is
// what an expert would write for this one table by hand. No error is handled beyond an exit with its message.
#pragma once
#include <bindery/core/url.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/items.hpp"
#include "harness/views.hpp"
#include "harness/families.hpp"

namespace bindery::bench {

class Raw {
 public:
  virtual ~Raw() = default;

  /// Text without rows, possibly several statements.
  virtual void run(const std::string& sql) = 0;

  /// One row by its key.
  virtual Item point(std::int64_t id) = 0;
  /// All rows of `item`, in no order.
  virtual std::vector<Item> all() = 0;
  /// The same, with texts in an arena that the result owns.
  virtual ItemViews all_views() = 0;
  /// The rows with these keys, by one statement.
  virtual std::vector<Item> by_keys(std::span<const std::int64_t> ids) = 0;
  /// Reads rows that the server makes, into one object; returns the sum of their numbers.
  virtual std::int64_t stream(std::int64_t rows) = 0;
  /// Inserts all in one transaction; fills in the ids that the database gave.
  virtual void insert(std::vector<Item>& items) = 0;
  /// Writes number, amount and label of all items in one transaction, in the fastest way.
  virtual void update(std::span<const Item> items) = 0;
  /// The same by one prepared statement for each row.
  virtual void update_one_by_one(std::span<const Item> items) = 0;
  /// All parents with their children and theirs, by one statement for each table.
  virtual std::vector<Parent> families() = 0;
  /// The rows that all of these conditions hold for; the statement was prepared for all of them.
  virtual std::vector<Item> search(const Search& search) = 0;
};

std::unique_ptr<Raw> raw_sqlite(const Url& url);
std::unique_ptr<Raw> raw_postgresql(const Url& url);
std::unique_ptr<Raw> raw_mariadb(const Url& url);

}  // namespace bindery::bench
