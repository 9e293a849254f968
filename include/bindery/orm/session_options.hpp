// What a session and one of its statements can be told.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/sql/filters.hpp>

#include <optional>
#include <string>
#include <vector>

namespace bindery {

/// How a session works; `db.session({.expire_on_commit = true})`.
struct SessionOptions {
  bool autoflush = true;          ///< queries write changes to the tables that they read first
  bool expire_on_commit = false;  ///< objects must be read again after a commit
  bool track_changes = false;     ///< keep a record of what is written for `Session::changes`
};

/// How one statement is run.
struct ExecuteOptions {
  std::optional<std::string> bind_key = {};  ///< another database than the tables' own bind
  Deadline deadline = {};
  /// After an UPDATE or DELETE, read the session's objects of the tables concerned again.
  bool synchronize = true;
  /// Models whose filters this statement goes round: `{.unfiltered = {unfiltered<Post>}}`.
  std::vector<Unfiltered> unfiltered = {};
};

}  // namespace bindery
