// SELECT of the related rows of many objects at once: a list of keys, through an association where there is one.
#include "relation_select.hpp"

#include <algorithm>
#include <bit>

namespace bindery::detail {

namespace {

Fragment fragment(std::span<const Node> nodes) {
  Fragment made;
  made.nodes.assign(nodes.begin(), nodes.end());
  return made;
}

/// `column == value and ...`
void add_equal(Fragment& condition, std::span<const Node> columns, const KeyValues& key) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i + 1 < columns.size()) condition.add({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    condition.add({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    condition.add(columns[i]);
    condition.add({.op = Op::parameter, .type = columns[i].type}, key[i]);
  }
}

Condition among(std::span<const Node> columns, std::span<const KeyValues> keys) {
  Fragment condition;
  const std::size_t rows = std::bit_ceil(keys.size());
  const auto key = [&](std::size_t row) -> const KeyValues& { return keys[std::min(row, keys.size() - 1)]; };
  if (columns.size() == 1) {
    condition.add(
        {.op = Op::in_list, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(rows + 1)});
    condition.add(columns[0]);
    for (std::size_t row = 0; row < rows; ++row)
      condition.add({.op = Op::parameter, .type = columns[0].type}, key(row)[0]);
    return Condition(std::move(condition));
  }
  for (std::size_t row = 0; row < rows; ++row) {
    if (row + 1 < rows) condition.add({.op = Op::or_, .type = TypeKind::boolean, .count = 2});
    add_equal(condition, columns, key(row));
  }
  return Condition(std::move(condition));
}

/// `column IS NOT NULL and ...` of those that can be NULL; empty if none can.
Fragment belongs_to_somebody(std::span<const Node> columns) {
  Fragment condition;
  for (const Node& column : columns) {
    if (!column.nullable) continue;
    if (!condition.nodes.empty())
      condition.nodes.insert(condition.nodes.begin(),
                             {.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    condition.add({.op = Op::is_not_null, .type = TypeKind::boolean, .count = 1});
    condition.add(column);
  }
  return condition;
}

Fragment source_of(const TableSpec& model) {
  const Node source[] = {{.op = Op::source, .spec = &model}};
  return fragment(source);
}

Condition joins_association(const Relation& relation) {
  Fragment on;
  const std::size_t size = relation.association_target.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (i + 1 < size) on.add({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    on.add({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    on.add(column_node(*relation.association, relation.association_target[i]));
    on.add(column_node(*relation.target->spec, relation.target_columns[i]));
  }
  return Condition(std::move(on));
}

}  // namespace

Node column_node(const TableSpec& model, std::size_t position) {
  const ColumnSpec& column = model.columns[position];
  return {.op = Op::column,
          .type = column.type.kind,
          .nullable = column.nullable,
          .detail = of_model_detail,
          .id = static_cast<std::uint64_t>(column.id),
          .spec = &model};
}

std::vector<Node> belonging_columns(const Relation& relation) {
  const bool between = relation.kind == RelationKind::many_to_many;
  std::vector<Node> columns;
  for (const std::size_t position : between ? relation.association_own : relation.target_columns)
    columns.push_back(column_node(between ? *relation.association : *relation.target->spec, position));
  return columns;
}

// A chain of ORs is nested as deep as it is long, and SQLite limits the depth.
std::size_t most_keys(const Relation& relation) { return relation.own_columns.size() == 1 ? 512 : 64; }

bool selects_all_rows(std::span<const Node> nodes) {
  if (nodes.front().op != Op::select) return false;
  for (std::size_t at = 1; at < nodes.size(); at = behind(nodes, at)) {
    const Node& clause = nodes[at];
    const bool plain = clause.op == Op::columns ? clause.count == 1 && nodes[at + 1].op == Op::all_columns
                       : clause.op == Op::from  ? clause.count == 1 && nodes[at + 1].op == Op::source
                                                : clause.op == Op::order_by;
    if (!plain) return false;
  }
  return true;
}

bool reads_whole_table(const Relation& relation) {
  return !relation.holds_key() && relation.same_bind() && !relation.owner->table.kind_column() &&
         !relation.target->table.kind_column();
}

bool belongs_always(const Relation& relation) {
  const Table& target = relation.target->table;
  return !relation.holds_key() && relation.kind != RelationKind::many_to_many && !relation.spec->filtered &&
         std::none_of(relation.target_columns.begin(), relation.target_columns.end(),
                      [&](std::size_t position) { return target.column(position).nullable; });
}

QueryClauses related_rows(const Relation& relation, std::span<const KeyValues> keys) {
  QueryClauses query;
  query.add(Op::from, source_of(*relation.target->spec));
  if (relation.kind == RelationKind::many_to_many) {
    query.add_join(static_cast<std::uint16_t>(JoinKind::inner), source_of(*relation.association),
                   joins_association(relation));
  }
  const std::vector<Node> columns = belonging_columns(relation);
  if (!keys.empty()) {
    query.add_condition(Op::where, among(columns, keys));
  } else if (Fragment condition = belongs_to_somebody(columns); !condition.nodes.empty()) {
    query.add_condition(Op::where, Condition(std::move(condition)));
  }
  if (relation.spec->filtered) {
    Fragment filter;
    relation.spec->add_filter(filter);
    query.add_condition(Op::where, Condition(std::move(filter)));
  }
  return query;
}

Fragment count_related(const Relation& relation, std::span<const KeyValues> keys) {
  QueryClauses query = related_rows(relation, keys);
  const std::vector<Node> columns = belonging_columns(relation);
  const Node number[] = {{.op = Op::aggregate, .type = TypeKind::int64, .count = 1, .name = "count"},
                         {.op = Op::star}};
  query.add(Op::columns, fragment(columns));
  query.add(Op::columns, fragment(number));
  query.add(Op::group_by, fragment(columns));
  return query.query();
}

bool belonging_is_read(const Relation& relation) {
  return relation.kind != RelationKind::many_to_many &&
         std::none_of(
             relation.target_columns.begin(), relation.target_columns.end(),
             [&](std::size_t position) { return relation.target->table.column(position).can_be_left_out(); });
}

Fragment select_related(const Relation& relation, std::span<const KeyValues> keys, LeftOut left_out) {
  QueryClauses query = related_rows(relation, keys);
  const Node all[] = {{.op = Op::all_columns, .id = left_out, .spec = relation.target->spec}};
  query.add(Op::columns, fragment(all));
  if (!belonging_is_read(relation)) query.add(Op::columns, fragment(belonging_columns(relation)));
  for (const ColumnChoice& choice : relation.spec->order) {
    const Node term[] = {{.op = choice.descending ? Op::descending : Op::ascending, .count = 1},
                         column_node(*relation.target->spec, position_in(*relation.target->spec, choice))};
    query.add(Op::order_by, fragment(term));
  }
  return query.query();
}

}  // namespace bindery::detail
