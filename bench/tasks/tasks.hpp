// The tasks: what is measured, each in a file of its own, on one database after another.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/items.hpp"
#include "harness/measure.hpp"
#include "raw/raw.hpp"

namespace bindery::bench {

/// One database as Bindery and as the raw client see it: the same tables (SQLite in memory: tables alike), filled.
class Stage {
 public:
  explicit Stage(const Url& url);

  Database& database() { return *database_; }
  Raw& raw() { return *raw_; }
  Backend backend() const { return url_.backend(); }
  std::string backend_name() const;
  const Url& url() const { return url_; }
  /// Takes all rows out of `item`, for the raw client and for Bindery.
  void empty_items();
  /// Waits until the server has cleared away what changes have left behind, so that nobody's measurement pays for it.
  void settle();
  /// Puts the measured rows back, or as many others.
  void fill_items(std::size_t count = item_count);

 private:
  void make_tables();
  void fill_families();

  Url url_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Raw> raw_;
  bool own_tables_;  ///< the raw client has a database of its own
};

/// Fills the items anew when a task has changed them.
class Refilled {
 public:
  explicit Refilled(Stage& stage) : stage_(stage) {}
  ~Refilled() { stage_.fill_items(); }

 private:
  Stage& stage_;
};

/// Measures what a task's subjects do on a stage.
using Measure = std::function<void(const std::vector<Subject>&)>;

struct Task {
  std::string_view id;
  void (*run)(Stage&, const Measure&);
};
std::span<const Task> tasks();

/// By how many operations one run of a small task is measured.
inline constexpr std::size_t few = 1000;
/// The bar of a task by database.
double bar_of(const Stage& stage, double sqlite, double servers);

void point_select(Stage&, const Measure&);
void point_select_kept(Stage&, const Measure&);
void point_get_session(Stage&, const Measure&);
void select_all(Stage&, const Measure&);
void select_all_views(Stage&, const Measure&);
void keys_1000(Stage&, const Measure&);
void stream(Stage&, const Measure&);
void dynamic_query(Stage&, const Measure&);
void pool_checkout(Stage&, const Measure&);
void select_all_tracked(Stage&, const Measure&);
void insert_objects(Stage&, const Measure&);
void update_objects(Stage&, const Measure&);
void eager_load(Stage&, const Measure&);
void routing(Stage&, const Measure&);
void scale(Stage&, const Measure&);

/// What a tracked object takes, beside the limit: the object, its copy, and 64 bytes.
std::string memory_of_tracked(Stage& stage, bool all_read);
/// What a flush of a million new objects takes at most. (SQLite in memory holds the rows in the same process.)
std::string memory_of_flush(Stage& stage);

}  // namespace bindery::bench
