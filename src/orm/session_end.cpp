// How a session's transactions begin and end: commits over several binds, rollbacks, savepoints.
#include <fmt/format.h>

#include <algorithm>

#include "session_state.hpp"

namespace bindery::detail {

Connection& SessionState::connection(const std::shared_ptr<Engine>& engine, std::source_location caller) {
  const auto found = works.find(engine->bind_key());
  if (found != works.end()) return found->second.connection;
  Connection fresh = engine->connect({}, caller);
  Transaction begun = fresh.begin({}, caller);
  return works.emplace(engine->bind_key(), Work{std::move(fresh), std::move(begun)}).first->second.connection;
}

void SessionState::commit(std::source_location caller) {
  flush(caller);
  for (Level& level : levels) level.savepoints.clear();
  commit_works();
  for (const Level& level : levels) {
    for (const Undo& step : level.journal) {
      if (step.kind == Undo::Kind::deleted) step.entity->state = EntityState::detached;
    }
  }
  end_transaction();
}

void SessionState::commit_works() {
  std::vector<std::string> committed, not_committed, unknown;
  std::exception_ptr failure;
  std::string reason;
  for (auto& [key, work] : works) {
    if (failure) {
      not_committed.push_back(bind_label(key));
      continue;   // ends with the works: rolled back
    }
    try {
      work.transaction.commit();
      committed.push_back(bind_label(key));
    } catch (const OutcomeUnknown& error) {
      failure = std::current_exception();
      reason = error.message();
      unknown.push_back(bind_label(key));
    } catch (const Error& error) {
      failure = std::current_exception();
      reason = error.message();
      not_committed.push_back(bind_label(key));
    }
  }
  if (!failure) return;
  const bool torn = !committed.empty() || (!unknown.empty() && works.size() > 1);
  if (!torn) {
    rollback_to(0);
    std::rethrow_exception(failure);
  }
  // Some rows are written and some are not: no object can be trusted to be as its row.
  clear();
  works.clear();
  end_transaction();
  throw PartialCommit(fmt::format("a commit over several binds failed on {}: {}", unknown.empty() ? not_committed.front() : unknown.front(), reason),
                      std::move(committed), std::move(not_committed), std::move(unknown),
                      {.phase = Phase::commit, .retry = Retry::unknown, .hint = "read the rows again and decide for each bind"});
}

void SessionState::end_transaction() {
  works.clear();
  levels.clear();
  levels.resize(1);
  ++transaction;
}

void SessionState::undo(const Undo& step) {
  Entity& entity = *step.entity;
  switch (step.kind) {
    case Undo::Kind::added:
      std::erase(pending, step.entity);
      entity.state = EntityState::transient;
      return;
    case Undo::Kind::inserted: {
      const auto found = identity.find(identity_of(*entity.engine, entity.type, entity.original()));
      if (found != identity.end()) identity.erase(found);
      if (const auto key = entity.type.table.generated_key()) {
        const Column& column = entity.type.table.column(*key);
        Cell none;
        column.codec->write(*column.codec, column.field(const_cast<void*>(entity.type.blank)), none);
        column.codec->read(*column.codec, none, column.field(entity.object()));
      }
      entity.state = EntityState::transient;
      return;
    }
    case Undo::Kind::updated: {
      identity.erase(identity_of(*entity.engine, entity.type, entity.original()));
      entity.type.assign(entity.original(), step.before->object());
      entity.type.assign(entity.object(), step.before->object());
      identity.insert_or_assign(identity_of(*entity.engine, entity.type, entity.original()), step.entity);
      return;
    }
    case Undo::Kind::marked_removed:
      std::erase(removed, step.entity);
      entity.state = EntityState::persistent;
      return;
    case Undo::Kind::deleted:
      identity.insert_or_assign(identity_of(*entity.engine, entity.type, entity.original()), step.entity);
      return;
  }
}

void SessionState::rollback_to(std::size_t level) {
  for (auto& [key, entity] : identity) {
    if (modified(*entity)) entity->type.assign(entity->object(), entity->original());
  }
  for (std::size_t i = levels.size(); i-- > level;) {
    for (auto step = levels[i].journal.rbegin(); step != levels[i].journal.rend(); ++step) undo(*step);
    levels[i].journal.clear();
  }
  if (level == 0) {
    for (Level& each : levels) each.savepoints.clear();
    works.clear();
    end_transaction();
    return;
  }
  auto& savepoints = levels[level].savepoints;
  std::erase_if(works, [&](const auto& work) { return !savepoints.contains(work.first); });   // begun inside: all of it goes
  for (auto& [key, savepoint] : savepoints) savepoint.rollback();
  while (levels.size() > level) levels.pop_back();
}

std::size_t SessionState::open_savepoint(std::source_location caller) {
  flush(caller);
  Level level;
  for (auto& [key, work] : works) level.savepoints.emplace(key, work.connection.begin({}, caller));
  levels.push_back(std::move(level));
  return levels.size() - 1;
}

void SessionState::release_savepoint(std::size_t level) {
  if (level >= levels.size()) throw ProgrammingError("this savepoint has ended already");
  flush(std::source_location::current());
  while (levels.size() > level) {
    for (auto& [key, savepoint] : levels.back().savepoints) savepoint.commit();
    auto& below = levels[levels.size() - 2].journal;
    std::move(levels.back().journal.begin(), levels.back().journal.end(), std::back_inserter(below));
    levels.pop_back();
  }
}

}  // namespace bindery::detail
