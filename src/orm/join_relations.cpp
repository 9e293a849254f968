// Joined loading: a query of a model grows by LEFT JOINs, and each of its rows becomes several objects.
#include <bindery/core/error.hpp>
#include <bindery/sql/query_clauses.hpp>
#include <bindery/sql/shape.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "relation_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

constexpr std::size_t most_parts = 8;

/// A row becomes an object of the query's model, and one of each joined relation or none.
struct JoinedRow {
  const std::vector<EntityType*>& types;
  const std::vector<LeftOut>& left_out;
  std::vector<EntityPtr> parts;
};
template <std::size_t Part> void* part_object(void* row, bool present) {
  auto& into = *static_cast<JoinedRow*>(row);
  if (!present) return nullptr;
  Entity& made = *(into.parts[Part] = into.types[Part]->make());
  leave_unread(made.type.table, made.object(), into.left_out[Part]);
  return made.object();
}
using PartObject = void* (*)(void*, bool);
template <std::size_t... Part>
constexpr std::array<PartObject, sizeof...(Part)> all_parts(std::index_sequence<Part...>) {
  return {&part_object<Part>...};
}
constexpr auto part_objects = all_parts(std::make_index_sequence<most_parts>{});

/// A joined relation: of the objects of which part, and under which aliases.
struct Step {
  const Relation& relation;
  std::size_t owner;
  MemberId member;
  std::string name, between;
};

Node under(Node node, const char* alias) {
  node.name = alias;
  return node;
}

/// `from.columns == to.columns`
Condition equal(const TableSpec& from, const Positions& from_columns, const char* from_name,
                const TableSpec& to, const Positions& to_columns, const char* to_name) {
  Fragment on;
  for (std::size_t i = 0; i < from_columns.size(); ++i) {
    if (i + 1 < from_columns.size()) on.add({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    on.add({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    on.add(under(column_node(from, from_columns[i]), from_name));
    on.add(under(column_node(to, to_columns[i]), to_name));
  }
  return Condition(std::move(on));
}

Fragment one_node(Node node) {
  Fragment made;
  made.add(node);
  return made;
}

[[noreturn]] void refuse(std::string_view because, std::string_view hint) {
  throw ProgrammingError(fmt::format("joined<...> {}", because), {.hint = std::string(hint)});
}

}  // namespace

/// A query with its joined relations.
class JoinedQuery {
 public:
  JoinedQuery(const StatementRef& statement, EntityType& root, std::span<const ColumnOption> columns)
      : all_columns_(needs_all_columns(statement.nodes)), columns_(columns),
        query_(copy(statement, left_out_of(root))), types_{&root} {
    for (const Node& node : statement.nodes) {
      if (node.op == Op::limit || node.op == Op::offset) limited_ = true;
      if (node.op == Op::all_columns && root_name_ == nullptr) root_name_ = node.name;
    }
    names_.push_back(root_name_);
    add_fields(root);
  }

  void add(std::span<const MemberId> path) {
    std::size_t owner = 0;
    for (const MemberId member : path) owner = step(owner, member);
  }

  std::vector<JoinedRow> fetch(const SessionState& session, Connection& connection,
                               const ExecuteOptions& options, std::source_location caller) {
    struct Reading {
      const std::vector<EntityType*>& types;
      const std::vector<LeftOut>& left_out;
      std::vector<JoinedRow> rows;
    } reading{types_, left_out_, {}};
    const Sink sink{&reading, [](void* container) -> void* {
                      auto& into = *static_cast<Reading*>(container);
                      return &into.rows.emplace_back(
                          JoinedRow{into.types, into.left_out, std::vector<EntityPtr>(into.types.size())});
                    }};
    const FragmentStatement statement(query_.query());
    FilteredStatement room;
    connection.fetch(session.filtered(statement.ref(), options.unfiltered, room), {fields_, parts_}, sink,
                     ReadMode::by_position, options.deadline, caller);
    return std::move(reading.rows);
  }

  const std::vector<EntityType*>& types() const { return types_; }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  static Fragment copy(const StatementRef& statement, LeftOut left_out) {
    if (statement.nodes.front().op != Op::select)
      refuse("needs a SELECT of a model", "load the relation by selectin<...>");
    Fragment query(statement.nodes, statement.values);
    std::size_t columns = 1;
    while (query.nodes[columns].op != Op::columns) columns = behind(query.nodes, columns);
    query.nodes[columns + 1].id = left_out;
    return query;
  }
  LeftOut left_out_of(const EntityType& type) const {
    return all_columns_ ? 0 : left_out(type.table, columns_);
  }

  std::size_t step(std::size_t owner, MemberId member) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (steps_[i].owner == owner && steps_[i].member == member) return i + 1;
    }
    if (types_.size() == most_parts) refuse("takes at most 7 relations", "load the others by selectin<...>");
    const Relation& relation = relation_of(*types_[owner], member);
    if (relation.spec->many && limited_) {
      refuse(fmt::format("of {} would count rows of the relation against the query's limit", relation.name()),
             "load the relation by selectin<...>");
    }
    const std::string name = fmt::format("joined_{}", steps_.size() + 1);
    steps_.push_back({relation, owner, member, name, name + "_between"});
    join(steps_.back());
    types_.push_back(&relation.spec->target_type());
    add_fields(*types_.back());
    return types_.size() - 1;
  }

  void join(const Step& step) {
    const Relation& relation = step.relation;
    const TableSpec& owner = *relation.owner->spec;
    const TableSpec& target = *relation.target->spec;
    Fragment source;
    const char* const name = source.keep(step.name);
    source.add({.op = Op::source, .spec = &target, .name = name});
    const char* const owner_name = names_[step.owner];
    Condition on;
    if (relation.kind == RelationKind::many_to_many) {
      Fragment between;
      const char* const between_name = between.keep(step.between);
      between.add({.op = Op::source, .spec = relation.association, .name = between_name});
      query_.add_join(left, between,
                      equal(*relation.association, relation.association_own, between_name, owner,
                            relation.own_columns, owner_name));
      on = equal(*relation.association, relation.association_target, between_name, target,
                 relation.target_columns, name);
    } else {
      on = equal(target, relation.target_columns, name, owner, relation.own_columns, owner_name);
    }
    if (relation.spec->filtered) on = on && filter_under(relation, name);
    query_.add_join(left, source, on);
    const LeftOut left_out = left_out_of(*relation.target);
    query_.add(Op::columns, one_node({.op = Op::all_columns, .id = left_out, .spec = &target, .name = name}));
    for (const ColumnChoice& choice : relation.spec->order) {
      Fragment term;
      term.add({.op = choice.descending ? Op::descending : Op::ascending, .count = 1});
      term.add(under(column_node(target, position_in(target, choice)), name));
      query_.add(Op::order_by, term);
    }
    names_.push_back(name);
  }

  static Condition filter_under(const Relation& relation, const char* name) {
    Fragment filter;
    relation.spec->add_filter(filter);
    for (Node& node : filter.nodes) {
      const bool plain = node.op == Op::column && *node.name == '\0';
      if (plain && position_in(*relation.target->spec, MemberId{node.id}) != no_column) node.name = name;
    }
    return Condition(std::move(filter));
  }

  void add_fields(const EntityType& type) {
    const std::size_t first = fields_.size();
    left_out_.push_back(left_out_of(type));
    for (const FieldPlan& field : plan_without(type.table, left_out_.back())) fields_.push_back(field);
    PartPlan part{first, fields_.size() - first, part_objects[parts_.size()], {}};
    if (!parts_.empty()) {
      for (const std::size_t key : type.table.primary_key()) {
        std::size_t place = first;
        while (fields_[place].name != type.table.column(key).name) ++place;
        part.keys.push_back(place);
      }
    }
    parts_.push_back(std::move(part));
  }

  static constexpr auto left = static_cast<std::uint16_t>(JoinKind::left);
  bool all_columns_;
  std::span<const ColumnOption> columns_;
  QueryClauses query_;
  std::vector<EntityType*> types_;
  std::vector<const char*> names_;  ///< of each part's source
  std::vector<Step> steps_;
  std::vector<FieldPlan> fields_;
  std::vector<LeftOut> left_out_;  ///< of each part
  std::vector<PartPlan> parts_;
  const char* root_name_ = nullptr;
  bool limited_ = false;
};

namespace {

/// Objects in the order in which they were met, each once.
class Distinct {
 public:
  void add(const EntityPtr& entity) {
    if (seen_.insert(entity.get()).second) entities.push_back(entity);
  }
  std::vector<EntityPtr> entities;

 private:
  std::set<const Entity*> seen_;
};

void fill_step(RelationWork& relations, const Step& step, std::size_t part,
               const std::vector<JoinedRow>& rows) {
  Distinct owners;
  std::map<const Entity*, Distinct> related;
  for (const JoinedRow& row : rows) {
    const EntityPtr& owner = row.parts[step.owner];
    if (!owner) continue;
    owners.add(owner);
    if (row.parts[part]) related[owner.get()].add(row.parts[part]);
  }
  for (const EntityPtr& owner : owners.entities)
    relations.take_loaded(relation_of(owner->type, step.member), *owner, related[owner.get()].entities);
}

}  // namespace

std::vector<EntityPtr> SessionState::load_joined(EntityType& type, const StatementRef& statement,
                                                 Connection& connection, const QueryOptions& said,
                                                 const ExecuteOptions& how, std::source_location caller) {
  JoinedQuery query(statement, type, said.columns);
  for (const LoadOption& option : said.relations) {
    if (option.joined) query.add(option.path);
  }
  std::vector<JoinedRow> rows = query.fetch(*this, connection, how, caller);
  const auto engine = connection.engine().shared_from_this();
  for (std::size_t part = 0; part < query.types().size(); ++part) {
    std::vector<EntityPtr> entities;
    std::vector<EntityPtr*> places;
    for (JoinedRow& row : rows) {
      if (!row.parts[part]) continue;
      entities.push_back(row.parts[part]);
      places.push_back(&row.parts[part]);
    }
    read_kinds(entities, *query.types()[part], connection, false, caller, said);
    adopt(entities, *query.types()[part], engine);
    for (std::size_t i = 0; i < entities.size(); ++i) *places[i] = entities[i];
  }
  for (std::size_t i = 0; i < query.steps().size(); ++i) fill_step(relations, query.steps()[i], i + 1, rows);
  Distinct found;
  for (const JoinedRow& row : rows) found.add(row.parts[0]);
  return std::move(found.entities);
}

}  // namespace bindery::detail
