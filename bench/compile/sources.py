"""The measured sources: so many models of six columns with four queries each, written in one way or another."""

BINDERY = """
struct {M} {{
  std::int64_t id = 0;
  std::int32_t number = 0;
  double amount = 0;
  std::string label{{}};
  bool active = false;
  std::optional<std::string> note{{}};
  static constexpr auto columns() {{
    return bindery::mapped(bindery::column<&{M}::id>(bindery::primary_key), bindery::column<&{M}::number>(),
                           bindery::column<&{M}::amount>(), bindery::column<&{M}::label>(bindery::String{{80}}),
                           bindery::column<&{M}::active>(), bindery::column<&{M}::note>());
  }}
}};
{M} {m}_by_key(bindery::Connection& c, std::int64_t id) {{
  return c.execute(bindery::select<{M}>().where(bindery::col<&{M}::id> == id)).one();
}}
std::vector<{M}> {m}_search(bindery::Connection& c, std::int32_t least, std::string_view label) {{
  using namespace bindery;
  return c.execute(select<{M}>()
                       .where(col<&{M}::number> >= least && col<&{M}::label> == label)
                       .order_by(col<&{M}::amount>)
                       .limit(20))
      .all();
}}
std::int64_t {m}_insert(bindery::Connection& c, {M} object) {{
  return c.execute(bindery::insert(std::move(object))).affected_rows();
}}
std::int64_t {m}_rename(bindery::Connection& c, std::int64_t id, std::string_view label) {{
  using namespace bindery;
  return c.execute(update<{M}>().set(col<&{M}::label> = label).where(col<&{M}::id> == id)).affected_rows();
}}
"""

RAW_HEAD = """#include <libpq-fe.h>
#include <endian.h>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
template <class T> T read_number(const char* bytes) {
  if constexpr (sizeof(T) == 8) {
    std::uint64_t bits; std::memcpy(&bits, bytes, 8); bits = be64toh(bits);
    T value; std::memcpy(&value, &bits, 8); return value;
  } else {
    std::uint32_t bits; std::memcpy(&bits, bytes, 4); bits = be32toh(bits);
    T value; std::memcpy(&value, &bits, 4); return value;
  }
}
inline std::uint64_t wire(std::int64_t value) { return htobe64(static_cast<std::uint64_t>(value)); }
inline std::uint32_t wire(std::int32_t value) { return htobe32(static_cast<std::uint32_t>(value)); }
inline std::uint64_t wire(double value) {
  std::uint64_t bits; std::memcpy(&bits, &value, 8); return htobe64(bits);
}
struct Answer {
  PGresult* result;
  explicit Answer(PGresult* r) : result(r) {
    if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
      const std::string message = PQresultErrorMessage(r);
      PQclear(r);
      throw std::runtime_error(message);
    }
  }
  Answer(const Answer&) = delete;
  ~Answer() { PQclear(result); }
};
"""

RAW = """
struct {M} {{
  std::int64_t id = 0;
  std::int32_t number = 0;
  double amount = 0;
  std::string label{{}};
  bool active = false;
  std::optional<std::string> note{{}};
}};
static {M} read_{m}(const PGresult* r, int row) {{
  {M} object;
  object.id = read_number<std::int64_t>(PQgetvalue(r, row, 0));
  object.number = read_number<std::int32_t>(PQgetvalue(r, row, 1));
  object.amount = read_number<double>(PQgetvalue(r, row, 2));
  object.label.assign(PQgetvalue(r, row, 3), static_cast<std::size_t>(PQgetlength(r, row, 3)));
  object.active = *PQgetvalue(r, row, 4) != 0;
  if (PQgetisnull(r, row, 5) == 0)
    object.note.emplace(PQgetvalue(r, row, 5), static_cast<std::size_t>(PQgetlength(r, row, 5)));
  return object;
}}
void {m}_prepare(PGconn* c) {{
  Answer(PQprepare(c, "{m}_by_key", "SELECT id, number, amount, label, active, note FROM {m} WHERE id = $1", 0, nullptr));
  Answer(PQprepare(c, "{m}_search", "SELECT id, number, amount, label, active, note FROM {m} WHERE number >= $1 AND label = $2 ORDER BY amount LIMIT 20", 0, nullptr));
  Answer(PQprepare(c, "{m}_insert", "INSERT INTO {m} (number, amount, label, active, note) VALUES ($1, $2, $3, $4, $5)", 0, nullptr));
  Answer(PQprepare(c, "{m}_rename", "UPDATE {m} SET label = $1 WHERE id = $2", 0, nullptr));
}}
{M} {m}_by_key(PGconn* c, std::int64_t id) {{
  const auto id_wire = wire(id);
  const char* values[] = {{reinterpret_cast<const char*>(&id_wire)}};
  const int lengths[] = {{8}}, formats[] = {{1}};
  Answer answer(PQexecPrepared(c, "{m}_by_key", 1, values, lengths, formats, 1));
  if (PQntuples(answer.result) != 1) throw std::runtime_error("not one row");
  return read_{m}(answer.result, 0);
}}
std::vector<{M}> {m}_search(PGconn* c, std::int32_t least, std::string_view label) {{
  const auto least_wire = wire(least);
  const char* values[] = {{reinterpret_cast<const char*>(&least_wire), label.data()}};
  const int lengths[] = {{4, static_cast<int>(label.size())}}, formats[] = {{1, 1}};
  Answer answer(PQexecPrepared(c, "{m}_search", 2, values, lengths, formats, 1));
  std::vector<{M}> objects;
  objects.reserve(static_cast<std::size_t>(PQntuples(answer.result)));
  for (int row = 0; row < PQntuples(answer.result); ++row) objects.push_back(read_{m}(answer.result, row));
  return objects;
}}
std::int64_t {m}_insert(PGconn* c, const {M}& object) {{
  const auto number = wire(object.number);
  const auto amount = wire(object.amount);
  const char active = object.active ? 1 : 0;
  const char* values[] = {{reinterpret_cast<const char*>(&number), reinterpret_cast<const char*>(&amount),
                          object.label.data(), &active, object.note ? object.note->data() : nullptr}};
  const int lengths[] = {{4, 8, static_cast<int>(object.label.size()), 1,
                         object.note ? static_cast<int>(object.note->size()) : 0}};
  const int formats[] = {{1, 1, 1, 1, 1}};
  Answer answer(PQexecPrepared(c, "{m}_insert", 5, values, lengths, formats, 1));
  return std::stoll(PQcmdTuples(answer.result));
}}
std::int64_t {m}_rename(PGconn* c, std::int64_t id, std::string_view label) {{
  const auto id_wire = wire(id);
  const char* values[] = {{label.data(), reinterpret_cast<const char*>(&id_wire)}};
  const int lengths[] = {{static_cast<int>(label.size()), 8}}, formats[] = {{1, 1}};
  Answer answer(PQexecPrepared(c, "{m}_rename", 2, values, lengths, formats, 1));
  return std::stoll(PQcmdTuples(answer.result));
}}
"""

SOCI = """
struct {M} {{
  long long id = 0;
  int number = 0;
  double amount = 0;
  std::string label{{}};
  int active = 0;
  std::optional<std::string> note{{}};
}};
namespace soci {{
template <> struct type_conversion<{M}> {{
  using base_type = values;
  static void from_base(const values& v, indicator, {M}& o) {{
    o.id = v.get<long long>("id"); o.number = v.get<int>("number"); o.amount = v.get<double>("amount");
    o.label = v.get<std::string>("label"); o.active = v.get<int>("active");
    if (v.get_indicator("note") == i_ok) o.note = v.get<std::string>("note");
  }}
  static void to_base(const {M}& o, values& v, indicator& ind) {{
    v.set("number", o.number); v.set("amount", o.amount); v.set("label", o.label); v.set("active", o.active);
    v.set("note", o.note.value_or(""), o.note ? i_ok : i_null);
    ind = i_ok;
  }}
}};
}}
{M} {m}_by_key(soci::session& c, long long id) {{
  {M} object;
  c << "SELECT id, number, amount, label, active, note FROM {m} WHERE id = :id", soci::use(id), soci::into(object);
  return object;
}}
std::vector<{M}> {m}_search(soci::session& c, int least, const std::string& label) {{
  soci::rowset<{M}> rows = (c.prepare << "SELECT id, number, amount, label, active, note FROM {m} WHERE number >= :n AND label = :l ORDER BY amount LIMIT 20", soci::use(least), soci::use(label));
  return std::vector<{M}>(rows.begin(), rows.end());
}}
long long {m}_insert(soci::session& c, const {M}& object) {{
  soci::statement s = (c.prepare << "INSERT INTO {m} (number, amount, label, active, note) VALUES (:number, :amount, :label, :active, :note)", soci::use(object));
  s.execute(true);
  return s.get_affected_rows();
}}
long long {m}_rename(soci::session& c, long long id, const std::string& label) {{
  soci::statement s = (c.prepare << "UPDATE {m} SET label = :l WHERE id = :id", soci::use(label), soci::use(id));
  s.execute(true);
  return s.get_affected_rows();
}}
"""

HEADS = {"bindery": "#include <bindery/bindery.hpp>\n", "raw libpq": RAW_HEAD,
         "SOCI": "#include <soci/soci.h>\n#include <optional>\n#include <string>\n#include <vector>\n"}
BODIES = {"bindery": BINDERY, "raw libpq": RAW, "SOCI": SOCI}


def source(subject, models, program=False):
    """The text of a file with so many models; with `program`, a main that keeps all of it."""
    text = HEADS[subject]
    for i in range(models):
        text += BODIES[subject].format(M=f"Model{i}", m=f"model{i}")
    return text + ("\nint main() {}\n" if program else "")
