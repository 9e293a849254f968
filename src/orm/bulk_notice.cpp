// INSERT, UPDATE and DELETE statements of the program: the session's objects of the tables concerned are read again.
#include <algorithm>
#include <set>

#include "flush_order.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// True for raw SQL that begins with SELECT.
bool only_reads(std::span<const Node> nodes) {
  if (nodes.size() < 2) return false;
  std::string_view text = nodes[1].name;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  constexpr std::string_view word = "select";
  return text.size() > word.size() && std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
         });
}

/// True for an INSERT that may update rows instead.
bool replaces_rows(std::span<const Node> nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) { return node.op == Op::on_conflict; });
}

/// The tables that a statement may have touched: its own, and those at hand that the database changes with it.
std::set<const Table*> touched_tables(const Table& written, std::span<const Table* const> at_hand, Op op) {
  std::set<const Table*> touched{&written};
  for (const Table* table : at_hand) {
    if (same_table(*table, written)) touched.insert(table);
  }
  for (std::size_t before = 0; before != touched.size();) {
    before = touched.size();
    for (const Table* table : at_hand) {
      const std::vector<const Table*> parents(touched.begin(), touched.end());
      for (const TableLink& link : links_of(*table, parents)) {
        const ReferentialAction action = op == Op::delete_ ? link.on_delete : link.on_update;
        if (action != ReferentialAction::no_action && action != ReferentialAction::restrict_)
          touched.insert(table);
      }
    }
  }
  return touched;
}

}  // namespace

void SessionState::read_again(std::span<const EntityPtr> entities, Connection& connection,
                              std::source_location caller) {
  if (entities.empty()) return;
  const std::vector<EntityPtr> gone = reload(entities, connection, caller);
  for (const EntityPtr& entity : gone) note_gone(entity);
  if (!gone.empty()) relations.drop_deleted();
}

void SessionState::take_notice(const StatementRef& statement, Connection& connection, bool synchronize,
                               std::int64_t rows, std::source_location caller) {
  const Op op = statement.nodes.front().op;
  const Engine& engine = connection.engine();
  if (op == Op::raw) {
    if (!only_reads(statement.nodes)) levels.back().written.emplace(&engine, nullptr);
    return;
  }
  if (op != Op::insert && op != Op::update && op != Op::delete_) return;
  const Table& written = table_of_node(statement.nodes.front());
  record_statement(op == Op::insert   ? ChangeKind::inserted
                   : op == Op::update ? ChangeKind::updated
                                      : ChangeKind::deleted,
                   written, engine, rows);
  if (op == Op::insert && !replaces_rows(statement.nodes)) {
    levels.back().written.emplace(&engine, &written);
    return;
  }
  auto objects = identity.by_model(engine);
  std::vector<const Table*> at_hand;
  for (const auto& [table, known] : objects) at_hand.push_back(table);
  for (const Table* table : touched_tables(written, at_hand, op)) {
    levels.back().written.emplace(&engine, table);
    if (!synchronize || rows == 0) continue;
    std::vector<EntityPtr>& known = objects[table];
    std::erase_if(known, [&](const EntityPtr& entity) {
      return entity->state != EntityState::persistent || entity->expired || modified(*entity);
    });
    read_again(known, connection, caller);
  }
  tell_states();
}

}  // namespace bindery::detail
