// The dialect of MariaDB and MySQL.
#include <fmt/format.h>

#include "dialects.hpp"

namespace bindery {

namespace {

std::string declared_type(const ColumnType& type, const Codec*) {
  switch (type.kind) {
    case TypeKind::boolean: return "BOOLEAN";
    case TypeKind::int8: return "TINYINT";
    case TypeKind::int16: return "SMALLINT";
    case TypeKind::int32: return "INTEGER";
    case TypeKind::int64:
    case TypeKind::interval: return "BIGINT";
    case TypeKind::uint8: return "TINYINT UNSIGNED";
    case TypeKind::uint16: return "SMALLINT UNSIGNED";
    case TypeKind::uint32: return "INTEGER UNSIGNED";
    case TypeKind::uint64: return "BIGINT UNSIGNED";
    case TypeKind::float32: return "FLOAT";
    case TypeKind::float64: return "DOUBLE";
    case TypeKind::text: return type.length == 0 ? "LONGTEXT" : fmt::format("VARCHAR({})", type.length);
    case TypeKind::enumeration: return fmt::format("VARCHAR({})", type.length);
    case TypeKind::bytes: return "LONGBLOB";
    case TypeKind::date: return "DATE";
    case TypeKind::time: return "TIME(6)";
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz: return "DATETIME(6)";
    case TypeKind::decimal:
      return type.precision == 0 ? "DECIMAL(65, 18)"
                                 : fmt::format("DECIMAL({}, {})", type.precision, type.scale);
    case TypeKind::uuid: return "UUID";
    case TypeKind::json: return "JSON";
    case TypeKind::array: break;  // refused before
  }
  return "LONGTEXT";
}

std::string cast_name(const ColumnType& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::int32:
    case TypeKind::int64:
    case TypeKind::interval: return "SIGNED";
    case TypeKind::uint8:
    case TypeKind::uint16:
    case TypeKind::uint32:
    case TypeKind::uint64: return "UNSIGNED";
    case TypeKind::float32: return "FLOAT";
    case TypeKind::float64: return "DOUBLE";
    case TypeKind::bytes: return "BINARY";
    case TypeKind::date: return "DATE";
    case TypeKind::time: return "TIME(6)";
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz: return "DATETIME(6)";
    case TypeKind::decimal:
      return type.precision == 0 ? "DECIMAL(65, 18)"
                                 : fmt::format("DECIMAL({}, {})", type.precision, type.scale);
    default: return "CHAR";
  }
}

std::string generated_key(const ColumnType& type) {
  return declared_type(type, nullptr) + " NOT NULL AUTO_INCREMENT";
}

}  // namespace

const Dialect mariadb_dialect{
    .backend = Backend::mariadb,
    .name = "MariaDB",
    .quote = '`',
    .placeholders = Placeholders::question_mark,
    .upsert = UpsertSyntax::on_duplicate_key,
    .concat = ConcatSyntax::function,
    .returning_on_insert = true,
    .returning_on_update = false,
    .returning_on_delete = true,
    .full_join = false,
    .lateral = false,
    .casts_parameters = false,
    .limit_needs_count = true,
    .unlimited = "18446744073709551615",
    .like_escape = "",
    .now = "CURRENT_TIMESTAMP(6)",
    .empty_insert = "() VALUES ()",
    .table_options = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin",
    .transactional_ddl = false,
    .inline_foreign_keys = false,
    .key_is_inline = false,
    .max_parameters = 65535,
    .declared_type = declared_type,
    .cast_name = cast_name,
    .generated_key = generated_key,
};

}  // namespace bindery
