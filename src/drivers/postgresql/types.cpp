// The types by their numbers in PostgreSQL's catalogue, which are the same in every installation.
#include "drivers/postgresql/types.hpp"

#include <array>

namespace bindery::drivers::postgresql {

Wire wire_of(TypeOid type) noexcept {
  switch (type) {
    case 16: return Wire::boolean;
    case 17: return Wire::bytea;
    case 18:                           // "char"
    case 142: return Wire::character;  // xml
    case 20: return Wire::int8;
    case 21: return Wire::int2;
    case 23: return Wire::int4;
    case 26: return Wire::oid;
    case 19:                       // name
    case 25:                       // text
    case 705:                      // unknown
    case 1042:                     // char(n)
    case 1043: return Wire::text;  // varchar
    case 114: return Wire::json;
    case 700: return Wire::float4;
    case 701: return Wire::float8;
    case 1082: return Wire::date;
    case 1083: return Wire::time;
    case 1114: return Wire::timestamp;
    case 1184: return Wire::timestamptz;
    case 1186: return Wire::interval;
    case 1700: return Wire::numeric;
    case 2950: return Wire::uuid;
    case 3802: return Wire::jsonb;
    default: return Wire::foreign;
  }
}

TypeOid element_of(TypeOid array) noexcept {
  switch (array) {
    case 1000: return 16;
    case 1001: return 17;
    case 1005: return 21;
    case 1007: return 23;
    case 1009: return text_type;
    case 1014: return 1042;
    case 1015: return 1043;
    case 1016: return 20;
    case 1021: return 700;
    case 1022: return 701;
    case 1115: return 1114;
    case 1182: return 1082;
    case 1183: return 1083;
    case 1185: return 1184;
    case 1187: return 1186;
    case 1231: return 1700;
    case 2951: return 2950;
    default: return 0;
  }
}

std::string_view name_of(Wire type) {
  static constexpr std::array<std::string_view, 20> names{"another type",
                                                          "character",
                                                          "boolean",
                                                          "smallint",
                                                          "integer",
                                                          "bigint",
                                                          "oid",
                                                          "real",
                                                          "double precision",
                                                          "numeric",
                                                          "text",
                                                          "bytea",
                                                          "date",
                                                          "time",
                                                          "timestamp",
                                                          "timestamp with time zone",
                                                          "interval",
                                                          "uuid",
                                                          "json",
                                                          "jsonb"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace bindery::drivers::postgresql
