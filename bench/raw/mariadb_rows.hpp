// Buffers that Connector/C reads rows into, and arrays that it sends rows from.
#pragma once
#include <mysql.h>

#include <chrono>
#include <span>
#include <vector>

#include "harness/items.hpp"
#include "harness/views.hpp"

namespace bindery::bench {

inline MYSQL_BIND bound(enum_field_types type, const void* buffer, std::size_t size = 0) {
  MYSQL_BIND bind{};
  bind.buffer_type = type;
  bind.buffer = const_cast<void*>(buffer);
  bind.buffer_length = size;
  return bind;
}

inline Moment moment_of(const MYSQL_TIME& time) {
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(static_cast<int>(time.year)) / static_cast<int>(time.month) /
                            static_cast<int>(time.day));
  return local_days(date) + hours(time.hour) + minutes(time.minute) + seconds(time.second) +
         microseconds(time.second_part);
}
inline MYSQL_TIME time_of(Moment moment) {
  using namespace std::chrono;
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const auto clock = static_cast<unsigned>((moment - day) / seconds(1));
  MYSQL_TIME time{};
  time.year = static_cast<unsigned>(static_cast<int>(date.year()));
  time.month = static_cast<unsigned>(date.month());
  time.day = static_cast<unsigned>(date.day());
  time.hour = clock / 3600;
  time.minute = clock / 60 % 60;
  time.second = clock % 60;
  time.second_part = static_cast<unsigned long>((moment - day) % seconds(1) / microseconds(1));
  time.time_type = MYSQL_TIMESTAMP_DATETIME;
  return time;
}

/// Room for a text of the usual size; a longer one is fetched again into the string that it is for.
struct TextBuffer {
  char data[512];
  unsigned long size = 0;
  my_bool is_null = 0;

  MYSQL_BIND bind() {
    MYSQL_BIND bind = bound(MYSQL_TYPE_STRING, data, sizeof data);
    bind.length = &size;
    bind.is_null = &is_null;
    return bind;
  }
  void read(MYSQL_STMT* statement, unsigned column, std::string& text) const {
    if (size <= sizeof data) {
      text.assign(data, size);
      return;
    }
    text.resize(size);
    MYSQL_BIND whole = bound(MYSQL_TYPE_STRING, text.data(), size);
    mysql_stmt_fetch_column(statement, &whole, column, 0);
  }
  std::string_view read(MYSQL_STMT* statement, unsigned column, ItemViews& items) const {
    if (size <= sizeof data) return items.keep(data, size);
    std::string text;
    read(statement, column, text);
    return items.keep(text.data(), text.size());
  }
};

/// One row of `item`.
struct ItemBuffer {
  std::int64_t id;
  std::int32_t number;
  double amount;
  MYSQL_TIME moment;
  TextBuffer label, note;
  MYSQL_BIND binds[6] = {bound(MYSQL_TYPE_LONGLONG, &id),     bound(MYSQL_TYPE_LONG, &number),
                         bound(MYSQL_TYPE_DOUBLE, &amount),   label.bind(),
                         bound(MYSQL_TYPE_DATETIME, &moment), note.bind()};

  void read(MYSQL_STMT* statement, Item& item) const {
    read_numbers(item);
    label.read(statement, 3, item.label);
    if (note.is_null) {
      item.note.reset();
    } else {
      note.read(statement, 5, item.note.emplace());
    }
  }
  void read(MYSQL_STMT* statement, ItemViews& items) const {
    ItemView& item = items.rows.emplace_back();
    read_numbers(item);
    item.label = label.read(statement, 3, items);
    if (!note.is_null) item.note = note.read(statement, 5, items);
  }
  template <class Row> void read_numbers(Row& row) const {
    row.id = id;
    row.number = number;
    row.amount = amount;
    row.moment = moment_of(moment);
  }
};

/// One row of the relations' tables: its id, that of its parent, and a text.
struct FamilyBuffer {
  std::int64_t id, parent;
  TextBuffer text;
  MYSQL_BIND binds[3] = {bound(MYSQL_TYPE_LONGLONG, &id), bound(MYSQL_TYPE_LONGLONG, &parent), text.bind()};
  MYSQL_BIND parent_binds[2] = {binds[0], binds[2]};
};

/// Columns of many items: numbers as arrays of values, texts and times as arrays of pointers.
class ItemArrays {
 public:
  void fill(std::span<const Item> items) {
    clear();
    times_.reserve(items.size());
    for (const Item& item : items) {
      numbers_.push_back(item.number);
      amounts_.push_back(item.amount);
      labels_.push_back(item.label.data());
      label_sizes_.push_back(item.label.size());
      moments_.push_back(&times_.emplace_back(time_of(item.moment)));
      notes_.push_back(item.note ? item.note->data() : nullptr);
      note_sizes_.push_back(item.note ? item.note->size() : 0);
      note_signs_.push_back(item.note ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL);
    }
  }

  MYSQL_BIND number() const { return bound(MYSQL_TYPE_LONG, numbers_.data()); }
  MYSQL_BIND amount() const { return bound(MYSQL_TYPE_DOUBLE, amounts_.data()); }
  MYSQL_BIND label() { return text(labels_, label_sizes_); }
  MYSQL_BIND moment() const { return bound(MYSQL_TYPE_DATETIME, moments_.data()); }
  MYSQL_BIND note() {
    MYSQL_BIND bind = text(notes_, note_sizes_);
    bind.u.indicator = note_signs_.data();
    return bind;
  }

 private:
  void clear() {
    numbers_.clear();
    amounts_.clear();
    labels_.clear();
    label_sizes_.clear();
    times_.clear();
    moments_.clear();
    notes_.clear();
    note_sizes_.clear();
    note_signs_.clear();
  }
  static MYSQL_BIND text(const std::vector<const char*>& texts, std::vector<unsigned long>& sizes) {
    MYSQL_BIND bind = bound(MYSQL_TYPE_STRING, texts.data());
    bind.length = sizes.data();
    return bind;
  }

  std::vector<std::int32_t> numbers_;
  std::vector<double> amounts_;
  std::vector<const char*> labels_, notes_;
  std::vector<unsigned long> label_sizes_, note_sizes_;
  std::vector<MYSQL_TIME> times_;
  std::vector<const MYSQL_TIME*> moments_;
  std::vector<char> note_signs_;
};

}  // namespace bindery::bench
