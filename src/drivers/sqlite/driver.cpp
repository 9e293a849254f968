// Opens SQLite databases and prepares each connection: settings, collation and functions of exact decimals.
#include "driver.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <system_error>

#include "connection.hpp"
#include "errors.hpp"
#include "functions.hpp"
#include "handles.hpp"
#include "settings.hpp"

namespace bindery::drivers {

namespace sqlite {

namespace {

struct Target {
  SqliteLocation location;
  bool read_only;
  int flags;
};

Target target_of(const ConnectOptions& options) {
  Target target{options.url.sqlite_location(options.base_directory), false, SQLITE_OPEN_NOMUTEX};
  target.read_only = options.read_only || target.location.read_only;
  const bool file = !target.location.in_memory;
  // A URI's own mode would contradict the flags.
  if (target.read_only && file && target.location.is_uri && !target.location.read_only)
    target.location = options.url.with_query("mode", "ro").sqlite_location(options.base_directory);
  target.flags |=
      target.read_only && file ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (target.location.is_uri) target.flags |= SQLITE_OPEN_URI;
  return target;
}

/// SQLite says no more than "unable to open database file": finds the likely reason.
std::string reason_for(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return "it is a directory";
  if (std::filesystem::exists(file, ignored)) return "the file may not be opened: look at its permissions";
  if (!std::filesystem::is_directory(file.parent_path(), ignored))
    return fmt::format("there is no directory '{}'", file.parent_path().string());
  return "there is no such file, and it may not be created";
}

[[noreturn]] void refuse_to_open(const Target& target, const ConnectOptions& options, int code,
                                 std::string_view message) {
  Failure failure = classify(code, message);
  failure.details.bind = options.bind;
  failure.details.phase = Phase::connect;
  const std::string what = target.location.in_memory ? "a database in memory" : target.location.file;
  std::string text = fmt::format("cannot open SQLite database '{}': {}", what, message);
  if ((code & 0xff) == SQLITE_CANTOPEN && !target.location.in_memory)
    text += fmt::format(" ({})", reason_for(target.location.file));
  raise(failure.kind, std::move(text), std::move(failure.details));
}

class SqliteDriver final : public Driver {
 public:
  const Dialect& dialect() const noexcept override { return dialect_of(Backend::sqlite); }

  std::unique_ptr<drivers::Connection> connect(const ConnectOptions& options,
                                               Deadline deadline) const override {
    if (sqlite3_threadsafe() == 0)
      raise(ErrorKind::config, "this SQLite library was built without thread safety", {.bind = options.bind});
    const Target target = target_of(options);
    const Settings settings = read_settings(options, target.read_only);

    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(target.location.text.c_str(), &opened, target.flags, nullptr);
    DatabaseHandle handle(opened);
    if (handle == nullptr) throw std::bad_alloc();
    sqlite3_extended_result_codes(handle.get(), 1);
    if (code != SQLITE_OK)
      refuse_to_open(target, options, sqlite3_extended_errcode(handle.get()), sqlite3_errmsg(handle.get()));

    register_functions(handle.get());
    auto connection =
        std::make_unique<Connection>(std::move(handle), options, settings, target.location.shared_cache);
    connection->set_up(settings, deadline);
    return connection;
  }
};

}  // namespace

}  // namespace sqlite

const Driver& sqlite_driver() {
  static const sqlite::SqliteDriver driver;
  return driver;
}

}  // namespace bindery::drivers
