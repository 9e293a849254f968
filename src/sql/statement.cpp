// Statements: finding their text, and the bind that their tables agree on.
#include <bindery/sql/statement.hpp>

#include <bindery/core/error.hpp>
#include <bindery/sql/render.hpp>
#include <fmt/format.h>

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "equal_values.hpp"

namespace bindery {

detail::FragmentStatement::FragmentStatement(const Fragment& fragment) {
  const std::size_t count = fragment.values.size();
  if (count > usual_values) more_.resize(count);
  Cell* const cells = count > usual_values ? more_.data() : reinterpret_cast<Cell*>(room_);
  for (std::size_t i = 0; i < count; ++i) std::construct_at(cells + i, fragment.values[i].cell());
  ref_ = {fragment.nodes, {cells, count}, nullptr};
}

detail::FragmentStatement::~FragmentStatement() = default;
detail::KeptStatement::~KeptStatement() = default;

namespace {

std::uint64_t hash_of(const Node& node, std::uint64_t hash) {
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
  };
  mix(static_cast<std::uint64_t>(node.op) | static_cast<std::uint64_t>(node.type) << 8 |
      static_cast<std::uint64_t>(node.detail) << 16 | static_cast<std::uint64_t>(node.count) << 32);
  mix(node.id);
  mix(reinterpret_cast<std::uintptr_t>(node.spec) ^ (reinterpret_cast<std::uintptr_t>(node.table) << 1));
  return *node.name == '\0' ? hash : fnv1a(node.name, hash);
}

/// Texts of run-time statements by structure, the least recently used ones forgotten. Thread-safe.
class StructureCache {
 public:
  std::shared_ptr<const StatementText> text_of(std::span<const Node> nodes, std::span<const Cell> values,
                                               const Dialect& dialect) {
    {
      const std::lock_guard lock(mutex_);  // often it is the statement that ran last
      if (!entries_.empty() && is_for(entries_.front(), nodes, values, dialect)) return entries_.front().text;
    }
    std::uint64_t hash = dialect_slot(dialect.backend) + 1;
    for (const Node& node : nodes) hash = hash_of(node, hash);
    {
      const std::lock_guard lock(mutex_);
      if (auto text = find(hash, nodes, values, dialect)) return text;
    }
    auto text = std::make_shared<const StatementText>(render_text(nodes, dialect, values));
    const std::lock_guard lock(mutex_);
    if (auto other = find(hash, nodes, values, dialect)) return other;
    entries_.push_front({hash, dialect.backend, std::vector<Node>(nodes.begin(), nodes.end()), {}, text});
    entries_.front().own_names();
    places_.emplace(hash, entries_.begin());
    if (entries_.size() > capacity) forget_last();
    return text;
  }

 private:
  static constexpr std::size_t capacity = 1000;
  struct Entry {
    std::uint64_t hash;
    Backend backend;
    std::vector<Node> nodes;
    std::list<std::string> names;  // the statement that the nodes came from may be gone
    std::shared_ptr<const StatementText> text;

    void own_names() {
      for (Node& node : nodes) {
        if (*node.name != '\0') node.name = names.emplace_back(node.name).c_str();
      }
    }
  };

  static bool is_for(const Entry& entry, std::span<const Node> nodes, std::span<const Cell> values,
                     const Dialect& dialect) {
    return entry.backend == dialect.backend &&
           std::equal(nodes.begin(), nodes.end(), entry.nodes.begin(), entry.nodes.end(), same_structure) &&
           serves(*entry.text, values);
  }
  std::shared_ptr<const StatementText> find(std::uint64_t hash, std::span<const Node> nodes,
                                            std::span<const Cell> values, const Dialect& dialect) {
    const auto [first, last] = places_.equal_range(hash);
    for (auto place = first; place != last; ++place) {
      const Entry& entry = *place->second;
      if (!is_for(entry, nodes, values, dialect)) continue;
      entries_.splice(entries_.begin(), entries_, place->second);
      return entry.text;
    }
    return nullptr;
  }
  void forget_last() {
    const auto last = std::prev(entries_.end());
    const auto [first, end] = places_.equal_range(last->hash);
    for (auto place = first; place != end; ++place) {
      if (place->second == last) {
        places_.erase(place);
        break;
      }
    }
    entries_.pop_back();
  }

  std::mutex mutex_;
  std::list<Entry> entries_;
  std::unordered_multimap<std::uint64_t, std::list<Entry>::iterator> places_;
};

StructureCache& structure_cache() {
  static StructureCache cache;
  return cache;
}

std::string_view key_of(const Node& node) {
  return node.table != nullptr ? std::string_view(node.table->bind_key()) : node.spec->bind_key;
}

bool names_table(const Node& node) {
  const bool speaks = node.op == Op::source || node.op == Op::insert || node.op == Op::update ||
                      node.op == Op::delete_ || node.op == Op::column || node.op == Op::all_columns;
  return speaks && (node.table != nullptr || node.spec != nullptr);
}

}  // namespace

const StatementText& text_of(const StatementRef& statement, const Dialect& dialect,
                             std::shared_ptr<const StatementText>& owner) {
  const auto from_cache = [&]() -> const StatementText& {
    owner = structure_cache().text_of(statement.nodes, statement.values, dialect);
    return *owner;
  };
  if (statement.slots == nullptr) return from_cache();
  auto& slot = statement.slots->texts_[dialect_slot(dialect.backend)];
  const StatementText* text = slot.load(std::memory_order_acquire);
  if (text == nullptr) {
    auto fresh =
        std::make_unique<const StatementText>(render_text(statement.nodes, dialect, statement.values));
    if (slot.compare_exchange_strong(text, fresh.get(), std::memory_order_acq_rel)) text = fresh.release();
  }
  return serves(*text, statement.values) ? *text : from_cache();
}

std::span<const Cell> arranged(const StatementText& text, std::span<const Cell> values, std::size_t width,
                               std::vector<Cell>& room) {
  if (text.order.empty()) return values;
  room.reserve(values.size() / width * text.order.size());
  for (std::size_t row = 0; row < values.size(); row += width) {
    for (const std::uint16_t position : text.order) room.push_back(values[row + position]);
  }
  return room;
}

StatementBind bind_of(std::span<const Node> nodes) {
  StatementBind bind;
  const Node* first = nullptr;
  for (const Node& node : nodes) {
    if (!names_table(node)) continue;
    if (first == nullptr) {
      first = &node;
      bind = {key_of(node), true};
    } else if (key_of(node) != bind.key) {
      throw BindError(fmt::format("a statement runs on one database: table '{}' is in {}, table '{}' in {}",
                                  table_of_node(*first).full_name(), bind_label(bind.key),
                                  table_of_node(node).full_name(), bind_label(key_of(node))),
                      {.hint = "run two statements, or give both tables the same bind key"});
    }
  }
  return bind;
}

}  // namespace bindery
