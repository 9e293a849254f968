// Opening connections without blocking, one server after the other.
#include "drivers/postgresql/connect.hpp"

#include <bindery/core/error.hpp>
#include <bindery/core/wait.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

namespace bindery::drivers::postgresql {

namespace {

struct Attempt {
  Handle handle;        ///< set when it succeeded
  std::string message;  ///< else what went wrong
  std::string sqlstate;
  bool timed_out = false;
};

/// Takes the SQLSTATE, which libpq gives in its text alone ("FATAL:  28P01: password ..."), out of a message, and
/// the places in the server's source.
void take_apart(std::string_view text, Attempt& attempt) {
  std::string message;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.starts_with("LOCATION:")) message += fmt::format("{}\n", line);
  }
  constexpr std::string_view mark = "FATAL:  ";
  const auto at = message.find(mark);
  const auto code = at + mark.size();
  if (at != std::string::npos && message.size() > code + 7 && message[code + 5] == ':' &&
      message[code + 6] == ' ') {
    attempt.sqlstate = message.substr(code, 5);
    message.erase(at, mark.size() + 7);
  }
  attempt.message = one_line(message);
}

Handle start(const ConnectParameters& parameters) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : parameters) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  Handle handle(PQconnectStartParams(keys.data(), values.data(), 0));
  if (handle == nullptr) throw std::bad_alloc();
  PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // for the SQLSTATE
  return handle;
}

Attempt attempt(const ConnectParameters& parameters, Deadline deadline) {
  Attempt result;
  Handle handle = start(parameters);
  PostgresPollingStatusType status =
      PQstatus(handle.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
    const auto wanted = status == PGRES_POLLING_READING ? Readiness::readable : Readiness::writable;
    if (wait_for(PQsocket(handle.get()), wanted, deadline) == Readiness::none) {
      result.timed_out = true;
      result.message = "no answer within the deadline";
      return result;
    }
    status = PQconnectPoll(handle.get());
  }
  if (status == PGRES_POLLING_FAILED) {
    take_apart(PQerrorMessage(handle.get()), result);
  } else {
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    result.handle = std::move(handle);
  }
  return result;
}

[[noreturn]] void refuse(const ConnectOptions& options, Attempt failure) {
  ErrorDetails details{.bind = options.bind, .sqlstate = failure.sqlstate, .phase = Phase::connect};
  auto message = fmt::format("cannot connect to {}: {}", options.url.to_string(), failure.message);
  if (failure.timed_out) {
    details.sqlstate = "08001";
    details.retry = Retry::reconnect;
    raise(ErrorKind::timeout, std::move(message), std::move(details));
  }
  if (details.sqlstate.empty()) details.sqlstate = "08001";
  const std::string_view group = std::string_view(details.sqlstate).substr(0, 2);
  if (group == "28") details.hint = "check user and password in the URL, and the server's pg_hba.conf";
  if (group == "3D") details.hint = "create the database, or correct its name in the URL";
  const bool lost = kind_of_sqlstate(details.sqlstate) == ErrorKind::connection_lost;
  if (lost || group == "53") details.retry = Retry::reconnect;
  raise(lost ? ErrorKind::connection_lost : ErrorKind::operational, std::move(message), std::move(details));
}

Deadline with_timeout_of(const ConnectParameters& parameters, Deadline deadline) {
  for (const auto& [key, value] : parameters) {
    int seconds = 0;
    if (key != "connect_timeout") continue;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (seconds > 0) deadline = deadline.earlier_of(Deadline::in(std::chrono::seconds(seconds)));
  }
  return deadline;
}

/// libpq chooses among the servers itself when it must look for one of a certain kind.
bool chooses_by_kind(const ConnectParameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& one) {
    return (one.first == "target_session_attrs" && one.second != "any") || one.first == "host" ||
           one.first == "hostaddr";
  });
}

Deadline share(Deadline deadline, std::size_t servers) {
  if (deadline.is_never() || servers <= 1) return deadline;
  return Deadline::in(deadline.remaining() / static_cast<int>(servers));
}

}  // namespace

Handle open_connection(const ConnectOptions& options, Deadline deadline) {
  const ConnectParameters common = connect_parameters(options);
  deadline = with_timeout_of(common, deadline);
  const std::span<const Host> hosts(options.url.hosts());
  const bool together = hosts.size() <= 1 || chooses_by_kind(common);
  const std::size_t attempts = together ? 1 : hosts.size();
  Attempt all;
  for (std::size_t i = 0; i < attempts; ++i) {
    ConnectParameters parameters = common;
    add_hosts(parameters, together ? hosts : hosts.subspan(i, 1));
    Attempt one = attempt(parameters, share(deadline, attempts - i));
    if (one.handle != nullptr) return std::move(one.handle);
    all.message += (i == 0 ? "" : "; ") + (together ? "" : hosts[i].name + ": ") + one.message;
    all.sqlstate = one.sqlstate;
    all.timed_out = one.timed_out;
    if (one.sqlstate.starts_with("28") || one.sqlstate.starts_with("3D"))
      break;  // the others will say the same
  }
  refuse(options, std::move(all));
}

}  // namespace bindery::drivers::postgresql
