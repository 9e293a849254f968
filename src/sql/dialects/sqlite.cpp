// The dialect of SQLite.
#include <fmt/format.h>

#include "dialects.hpp"

namespace bindery {

namespace {

std::string declared_type(const ColumnType& type, const Codec*) {
  switch (type.kind) {
    case TypeKind::boolean: return "BOOLEAN";
    case TypeKind::float32: return "REAL";
    case TypeKind::float64: return "DOUBLE";
    case TypeKind::text: return type.length == 0 ? "TEXT" : fmt::format("VARCHAR({})", type.length);
    case TypeKind::enumeration: return fmt::format("VARCHAR({})", type.length);
    case TypeKind::bytes: return "BLOB";
    // Stored as text, which keeps dates readable and lets SQLite's own date functions work; ISO order is time order.
    case TypeKind::date: return "DATE";
    case TypeKind::time: return "TIME";
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz: return "TIMESTAMP";
    // SQLite has no exact decimals: text, compared by the collation of the shell's own decimal extension.
    case TypeKind::decimal: return "TEXT COLLATE decimal";
    case TypeKind::uuid: return "TEXT";
    case TypeKind::json: return "TEXT";
    default: return "INTEGER";
  }
}

std::string cast_name(const ColumnType& type) {
  switch (type.kind) {
    case TypeKind::float32:
    case TypeKind::float64: return "REAL";
    case TypeKind::bytes: return "BLOB";
    case TypeKind::text:
    case TypeKind::enumeration:
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz:
    case TypeKind::decimal:
    case TypeKind::uuid:
    case TypeKind::json: return "TEXT";
    default: return "INTEGER";
  }
}

// AUTOINCREMENT: a key is never given twice, as on the other databases.
std::string generated_key(const ColumnType&) { return "INTEGER PRIMARY KEY AUTOINCREMENT"; }

}  // namespace

const Dialect sqlite_dialect{
    .backend = Backend::sqlite,
    .name = "SQLite",
    .quote = '"',
    .placeholders = Placeholders::numbered_question_mark,
    .upsert = UpsertSyntax::on_conflict,
    .concat = ConcatSyntax::pipes,
    .returning_on_insert = true,
    .returning_on_update = true,
    .returning_on_delete = true,
    .full_join = true,
    .lateral = false,
    .casts_parameters = false,
    .limit_needs_count = true,
    .unlimited = "-1",
    .like_escape = " ESCAPE '\\'",
    .now = "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))",
    .empty_insert = "DEFAULT VALUES",
    .table_options = "",
    .transactional_ddl = true,
    .inline_foreign_keys = true,
    .key_is_inline = true,
    .max_parameters = 32766,
    .declared_type = declared_type,
    .cast_name = cast_name,
    .generated_key = generated_key,
};

}  // namespace bindery
