// Transactions and savepoints as scopes.
#pragma once
#include <bindery/core/isolation.hpp>

#include <memory>
#include <optional>
#include <source_location>
#include <string>

namespace bindery {

namespace detail {
class ConnectionState;
}

struct TransactionOptions {
  std::optional<IsolationLevel> isolation_level = {};  ///< empty: the engine's
  bool read_only = false;                              ///< enforced by the server
};

/// A transaction, or a savepoint inside of one. Destroying it without `commit` rolls it back.
class Transaction {
 public:
  Transaction(std::shared_ptr<detail::ConnectionState> state, std::string savepoint,
              std::source_location caller);
  Transaction(Transaction&& other) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Throws TransactionAborted when the server rolled back instead, OutcomeUnknown when nobody can tell.
  void commit();
  void rollback();
  bool active() const { return state_ != nullptr; }
  /// A savepoint's end is left to the transaction around it: nothing is sent now.
  void leave() noexcept { state_ = nullptr; }

 private:
  std::shared_ptr<detail::ConnectionState> state_;  // null once ended
  std::string savepoint_;                           // empty: the transaction itself
  std::source_location caller_;
};

}  // namespace bindery
