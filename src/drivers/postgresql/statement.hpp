// A prepared statement: its name on the server, what it takes and what it gives.
#pragma once
#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

struct ResultColumn {
  std::string name;
  TypeOid type = 0;
  Decoder decode = nullptr;
};

struct Prepared {
  std::string sql;
  std::string name;
  std::vector<Wire> parameters;
  std::vector<TypeOid> parameter_types;
  std::vector<ResultColumn> columns;
  bool as_text = false;                   ///< one column's type is unknown here: results come as text
  bool harmless = false;                  ///< only reads, so that it may be stopped half-way
  mutable std::int64_t rows_before = -1;  ///< that its latest complete run gave; -1: it never ran

  /// Few rows are better taken together, many while the server makes more; a statement is expected to give about as
  /// many as before.
  bool expects_many() const { return !columns.empty() && (rows_before < 0 || rows_before > 1000); }
};
using PreparedPtr = std::shared_ptr<const Prepared>;

/// The columns of a result or of a statement's description.
void describe_columns(const PGresult* result, bool as_text, Prepared& prepared);
/// The statement as the server described it.
void describe(const PGresult* description, Prepared& prepared);
/// True when a result has the columns that were described.
bool matches(const PGresult* result, const Prepared& prepared);
/// Judges by the words of the statement; false when in doubt.
bool only_reads(std::string_view sql);

}  // namespace bindery::drivers::postgresql
