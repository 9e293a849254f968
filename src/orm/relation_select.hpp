// SELECT of the related rows of many objects at once.
#pragma once
#include <bindery/sql/query_clauses.hpp>

#include <span>
#include <vector>

#include "left_out.hpp"
#include "relation_map.hpp"

namespace bindery::detail {

/// A key of one or several columns, as values.
using KeyValues = std::vector<Value>;

/// A column of a model in a statement where no alias is.
Node column_node(const TableSpec& model, std::size_t position);
/// The columns that say to which object a related row belongs: of the target, or of the association.
std::vector<Node> belonging_columns(const Relation& relation);
/// So many keys are asked for by one statement.
std::size_t most_keys(const Relation& relation);
/// True for a SELECT of all rows of a table, in whatever order.
bool selects_all_rows(std::span<const Node> nodes);
/// True if the related rows of all objects of a table are as good as all rows of another table: then the keys need not
/// be named.
bool reads_whole_table(const Relation& relation);
/// True if there are no related rows that belong to no object.
bool belongs_always(const Relation& relation);
/// FROM and WHERE of the related rows of objects with these keys, or, without keys, of all objects. The last key is
/// repeated to fill up, so that few different statements arise.
QueryClauses related_rows(const Relation& relation, std::span<const KeyValues> keys);
/// How many related rows there are of each key: the columns of the key, then the number.
Fragment count_related(const Relation& relation, std::span<const KeyValues> keys);
/// True if each related object has the columns that say whom it belongs to.
bool belonging_is_read(const Relation& relation);
/// The related rows themselves without some columns, ordered as the relation says; behind each, unless it has them, the
/// columns that say whom it belongs to.
Fragment select_related(const Relation& relation, std::span<const KeyValues> keys, LeftOut left_out);

}  // namespace bindery::detail
