// Letting go of objects that hold each other: circles are broken, so that what nobody else holds goes away.
#include <algorithm>
#include <unordered_map>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

struct Edge {
  RelationMember* member;
  std::size_t position;
  std::size_t to;
};
struct Vertex {
  EntityPtr entity;
  std::vector<Edge> edges = {};
  std::size_t held_by_others = 0;  ///< edges that lead here
  std::size_t order = 0;           ///< the shortest way from what the program holds; 0: no way
  std::size_t number = 0, lowest = 0, circle = 0;
};

/// All objects that can be reached from some, and which relations lead from one to the other.
class Graph {
 public:
  explicit Graph(const std::vector<std::weak_ptr<Entity>>& known) {
    for (const auto& entity : known) {
      if (const EntityPtr alive = entity.lock()) vertex_of(alive);
    }
    for (std::size_t at = 0; at < vertices_.size(); ++at) add_edges(at);
  }

  void break_circles() {
    order_from_held();
    for (std::size_t at = 0; at < vertices_.size(); ++at) {
      if (vertices_[at].number == 0) find_circles(at);
    }
    // Positions stay as they are: a weak edge keeps its place.
    for (const Vertex& from : vertices_) {
      for (const Edge& edge : from.edges) {
        const Vertex& to = vertices_[edge.to];
        if (to.circle == from.circle && to.order <= from.order) edge.member->weaken(edge.position);
      }
    }
  }

 private:
  std::size_t vertex_of(const EntityPtr& entity) {
    const auto [place, is_new] = places_.try_emplace(entity.get(), vertices_.size());
    if (is_new) vertices_.push_back({entity});
    return place->second;
  }

  void add_edges(std::size_t at) {
    Entity& entity = *vertices_[at].entity;
    for (const RelationSpec& spec : entity.type.spec->relations) {
      RelationMember& member = spec.member(entity.object());
      for (std::size_t i = 0; i < member.held(); ++i) {
        if (!member.is_strong(i)) continue;
        const std::size_t to = vertex_of(member.held(i));
        vertices_[at].edges.push_back({&member, i, to});
        ++vertices_[to].held_by_others;
      }
    }
  }

  /// Numbers the objects, nearest first, beginning with those that the program holds.
  void order_from_held() {
    std::vector<std::size_t> queue;
    const auto reach = [&](std::size_t at) {
      if (vertices_[at].order != 0) return;
      queue.push_back(at);
      vertices_[at].order = queue.size();
    };
    for (std::size_t at = 0; at < vertices_.size(); ++at) {
      const Vertex& vertex = vertices_[at];
      if (static_cast<std::size_t>(vertex.entity.use_count()) > vertex.held_by_others + 1) reach(at);
    }
    for (std::size_t next = 0; next < queue.size(); ++next) {
      for (const Edge& edge : vertices_[queue[next]].edges) reach(edge.to);
    }
  }

  /// Tarjan's algorithm: objects that can reach each other get the same `circle`.
  void find_circles(std::size_t start) {
    struct Visit {
      std::size_t at;
      std::size_t edge = 0;
    };
    std::vector<Visit> visits{{start}};
    while (!visits.empty()) {
      auto& [at, edge] = visits.back();
      Vertex& vertex = vertices_[at];
      if (vertex.number == 0) {
        vertex.number = vertex.lowest = ++numbers_;
        open_.push_back(at);
      }
      if (edge < vertex.edges.size()) {
        const Vertex& to = vertices_[vertex.edges[edge++].to];
        if (to.number == 0) {
          visits.push_back({static_cast<std::size_t>(&to - vertices_.data())});
        } else if (to.circle == 0) {
          vertex.lowest = std::min(vertex.lowest, to.lowest);
        }
        continue;
      }
      if (vertex.lowest == vertex.number) close_circle(at);
      visits.pop_back();
      if (!visits.empty()) {
        Vertex& parent = vertices_[visits.back().at];
        parent.lowest = std::min(parent.lowest, vertex.lowest);
      }
    }
  }
  void close_circle(std::size_t first) {
    ++circles_;
    for (std::size_t at = open_.size(); at != first;) {
      at = open_.back();
      open_.pop_back();
      vertices_[at].circle = circles_;
    }
  }

  std::vector<Vertex> vertices_;
  std::unordered_map<const Entity*, std::size_t> places_;
  std::vector<std::size_t> open_;
  std::size_t numbers_ = 0, circles_ = 0;
};

}  // namespace

bool RelationWork::reaches_circle(const EntityType& type, std::vector<const EntityType*>& way) {
  if (const auto known = circular_.find(&type); known != circular_.end()) return known->second;
  if (std::find(way.begin(), way.end(), &type) != way.end()) return true;
  way.push_back(&type);
  const auto relations = type.spec->relations;
  const bool found = type.table.kind_column() ||  // an object may be of any model of the family
                     std::any_of(relations.begin(), relations.end(), [&](const RelationSpec& relation) {
                       return reaches_circle(relation.target_type(), way);
                     });
  way.pop_back();
  return circular_[&type] = found;
}

void RelationWork::let_go() {
  forget_changes();
  end_transaction();
  if (known_.empty()) return;
  Graph(known_).break_circles();
  known_.clear();
}

}  // namespace bindery::detail
