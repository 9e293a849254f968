// Fragments: joining pieces of statements.
#include <bindery/sql/node.hpp>

#include <algorithm>

namespace bindery {

Fragment::Fragment() noexcept = default;
Fragment::Fragment(const Fragment&) = default;
Fragment::Fragment(Fragment&&) noexcept = default;
Fragment& Fragment::operator=(const Fragment&) = default;
Fragment& Fragment::operator=(Fragment&&) noexcept = default;
Fragment::~Fragment() = default;

Fragment::Fragment(std::span<const Node> from, std::span<const Cell> cells)
    : nodes(from.begin(), from.end()) {
  values.reserve(cells.size());
  for (const Cell& cell : cells) values.emplace_back(cell);
}

void Fragment::add(const Node& node) { nodes.push_back(node); }

void Fragment::add(const Node& node, Value value) {
  nodes.push_back(node);
  values.push_back(std::move(value));
}

const char* Fragment::keep(std::string_view text) {
  texts_.push_back(std::make_shared<const std::string>(text));
  return texts_.back()->c_str();
}

void Fragment::append(const Fragment& other) {
  nodes.insert(nodes.end(), other.nodes.begin(), other.nodes.end());
  values.insert(values.end(), other.values.begin(), other.values.end());
  texts_.insert(texts_.end(), other.texts_.begin(), other.texts_.end());
}

void Fragment::append(std::span<const Node> more, std::span<const Cell> cells) {
  nodes.insert(nodes.end(), more.begin(), more.end());
  for (const Cell& cell : cells) values.emplace_back(cell);
}

Fragment Fragment::part(std::size_t from, std::size_t to, std::size_t first_value) const {
  Fragment part;
  part.nodes.assign(nodes.begin() + static_cast<std::ptrdiff_t>(from),
                    nodes.begin() + static_cast<std::ptrdiff_t>(to));
  const auto count = std::count_if(part.nodes.begin(), part.nodes.end(),
                                   [](const Node& node) { return node.op == Op::parameter; });
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(first_value);
  part.values.assign(first, first + count);
  part.texts_ = texts_;
  return part;
}

bool is_left_out(const Node& all_columns, const Column& column) {
  if (all_columns.id == 0 || !column.can_be_left_out()) return false;
  const Table& table = table_of_node(all_columns);
  const auto candidates = table.deferred();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (&table.column(candidates[i]) == &column) return (all_columns.id >> i & 1) != 0;
  }
  return false;
}

}  // namespace bindery
