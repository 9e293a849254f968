// The chapters of the demonstration, and what they share.
#pragma once
#include "models.hpp"
#include "report.hpp"

namespace demo {

struct Demo {
  Database& db;
  const Table& follows;  ///< who follows which country: a table without a class
  Report& report;
};

// writing.cpp
void create_tables(const Demo& demo);
void add_people_and_messages(const Demo& demo);
void take_back_a_part(const Demo& demo);
void insert_or_update(const Demo& demo);
void create_and_drop_by_bind(const Demo& demo);

// reading.cpp
void read_from_all_three(const Demo& demo);
void grow_a_query(const Demo& demo);
void join_and_group(const Demo& demo);
void stream_languages(const Demo& demo);

// refusals.cpp
void show_refusals(const Demo& demo);

}  // namespace demo
