// How a session's transactions begin and end: commits over several binds, rollbacks, savepoints.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "session_state.hpp"

namespace bindery::detail {

std::shared_ptr<Engine> SessionState::engine(std::string_view bind_key) const {
  const auto used = works.lower_bound(WorkKey{std::string(bind_key), nullptr});
  if (used == works.end() || used->first.bind_key != bind_key) return engines->engine(bind_key);
  return used->second.connection.engine().shared_from_this();
}

Connection& SessionState::connection(const std::shared_ptr<Engine>& engine, std::source_location caller) {
  const auto found = works.find(work_key(*engine));
  if (found != works.end()) return found->second.connection;
  Connection fresh = engine->connect({}, caller);
  Transaction begun = fresh.begin({}, caller);
  return works.emplace(work_key(*engine), Work{std::move(fresh), std::move(begun)}).first->second.connection;
}

void SessionState::commit(std::source_location caller) {
  tell(&SessionListener::before_commit);
  flush(caller);
  constexpr int most_rounds = 100;
  const bool listened = heard(&SessionListener::after_flush);
  for (int round = 0; listened && has_work(); ++round) {
    if (round == most_rounds)
      throw ProgrammingError("a listener changes objects after each flush, without end");
    flush(caller);
  }
  const bool any = !works.empty();
  const CommitOutcome outcome = commit_each();
  if (outcome.failure) report(outcome);
  for (const Level& level : levels) {
    for (const Undo& step : level.journal) {
      if (step.kind != Undo::Kind::deleted || step.entity->state != EntityState::removed) continue;
      set_state(*step.entity, EntityState::transient);
      step.entity->leave();
    }
  }
  const std::vector<ChangeRecord> changes = all_changes();
  end_transaction();
  if (options.expire_on_commit) expire_all();
  tell_states();
  if (any) tell_changes(&SessionListener::after_commit, changes);
}

SessionState::CommitOutcome SessionState::commit_each() {
  CommitOutcome outcome;
  for (auto& [key, work] : works) {
    const std::string bind = bind_label(key.bind_key);
    if (outcome.failure) {
      outcome.not_committed.push_back(bind);  // ends with the works: rolled back
      continue;
    }
    try {
      work.transaction.commit();
      outcome.committed.push_back(bind);
      tell_committed(key.bind_key);
    } catch (const OutcomeUnknown& error) {
      outcome.failure = std::current_exception();
      outcome.reason = error.message();
      outcome.unknown.push_back(bind);
    } catch (const std::exception& error) {
      const auto* known = dynamic_cast<const Error*>(&error);
      outcome.failure = std::current_exception();
      outcome.reason = known != nullptr ? known->message() : error.what();
      outcome.not_committed.push_back(bind);
    }
  }
  return outcome;
}

void SessionState::report(CommitOutcome outcome) {
  if (outcome.committed.empty() && outcome.unknown.empty()) {
    rollback_to(0);
    std::rethrow_exception(outcome.failure);
  }
  // Nobody knows of every object whether it is as its row.
  const bool torn = works.size() > 1;
  clear();
  end_transaction();
  if (!torn) std::rethrow_exception(outcome.failure);
  const std::string& culprit =
      outcome.unknown.empty() ? outcome.not_committed.front() : outcome.unknown.front();
  throw PartialCommit(fmt::format("a commit over several binds failed on {}: {}", culprit, outcome.reason),
                      std::move(outcome.committed), std::move(outcome.not_committed),
                      std::move(outcome.unknown),
                      {.phase = Phase::commit,
                       .retry = Retry::unknown,
                       .hint = "read the rows again and decide for each bind"});
}

void SessionState::end_transaction() {
  for (Level& level : levels) {
    for (auto& [key, savepoint] : level.savepoints) savepoint.leave();
  }
  works.clear();
  levels.clear();
  levels.resize(1);
  relations.end_transaction();
}

void SessionState::rollback_to(std::size_t level) {
  restore_objects(level);
  if (level == 0) {
    const bool any = !works.empty();
    end_transaction();
    tell_gathered_states();
    if (any) tell(&SessionListener::after_rollback);
    return;
  }
  try {
    end_savepoints(level);
  } catch (...) {
    rollback_to(0);  // a bind that can't go back to its savepoint has lost its transaction
    throw;
  }
  tell_gathered_states();
  tell(&SessionListener::savepoint_rolled_back);
}

void SessionState::end_savepoints(std::size_t level) {
  auto& savepoints = levels[level].savepoints;
  std::erase_if(works, [&](const auto& work) {
    return !savepoints.contains(work.first);
  });  // begun inside: all of it goes
  for (std::size_t above = level + 1; above < levels.size(); ++above) {
    for (auto& [key, savepoint] : levels[above].savepoints) savepoint.leave();
  }
  for (auto& [key, savepoint] : savepoints) savepoint.rollback();
  levels.erase(levels.begin() + static_cast<std::ptrdiff_t>(level), levels.end());
}

std::size_t SessionState::find_level(std::uint64_t id) const {
  const auto found =
      std::find_if(levels.begin(), levels.end(), [&](const Level& level) { return level.id == id; });
  return static_cast<std::size_t>(found - levels.begin());
}

std::uint64_t SessionState::open_savepoint(std::source_location caller) {
  flush(caller);
  Level level;
  level.id = next_level_id_++;
  level.pending = pending;  // which listeners have added behind the flush
  for (auto& [key, work] : works) level.savepoints.emplace(key, work.connection.begin({}, caller));
  levels.push_back(std::move(level));
  relations.open_level();
  const std::uint64_t id = levels.back().id;
  tell(&SessionListener::savepoint_begun);
  return id;
}

void SessionState::release_savepoint(std::uint64_t id, std::source_location caller) {
  if (find_level(id) == levels.size()) throw ProgrammingError("this savepoint has ended already");
  flush(caller);
  const std::size_t level = find_level(id);
  try {
    while (levels.size() > level) {
      for (auto& [key, savepoint] : levels.back().savepoints) savepoint.commit();
      auto& below = levels[levels.size() - 2].journal;
      std::move(levels.back().journal.begin(), levels.back().journal.end(), std::back_inserter(below));
      auto& changes = levels[levels.size() - 2].changes;
      std::move(levels.back().changes.begin(), levels.back().changes.end(), std::back_inserter(changes));
      levels[levels.size() - 2].written.merge(levels.back().written);
      levels.pop_back();
      relations.release_level();
    }
  } catch (...) {
    rollback_to(0);
    throw;
  }
  tell(&SessionListener::savepoint_released);
}

void SessionState::rollback_savepoint(std::uint64_t id) {
  if (const std::size_t level = find_level(id); level < levels.size()) rollback_to(level);
}

void SessionState::close() noexcept {
  silent_ = true;  // what listeners speak of may be gone by now
  told_.clear();
  try {
    rollback_to(0);
    clear();
  } catch (...) {
    // Out of memory: the connections still roll back, as their transactions end with them.
    works.clear();
  }
}

}  // namespace bindery::detail
