// Rendering of DISTINCT ON and of row locks.
#include <bindery/sql/row_lock.hpp>

#include "renderer.hpp"

namespace bindery {

std::size_t Renderer::distinct(std::size_t at, const RenderScope& scope) {
  const std::uint32_t count = nodes_[at].count;
  out_ += "DISTINCT ";
  if (count == 0) return at + 1;
  if (dialect_.backend != Backend::postgresql) {
    refuse("select distinct rows by some of their columns",
           "number the rows of each group in a derived table, row_number().over(...), and take number 1");
  }
  out_ += "ON (";
  const std::size_t next = list(at + 1, count, scope, false);
  out_ += ") ";
  return next;
}

std::size_t Renderer::lock_rows(std::size_t at) {
  const Node& node = nodes_[at];
  const bool share = (node.detail & share_detail) != 0, mariadb = dialect_.backend == Backend::mariadb;
  if (dialect_.backend == Backend::sqlite)
    refuse("lock rows", "a writing transaction locks the whole database already: leave the lock out");
  if (mariadb && node.count > 0)
    refuse("lock the rows of one table of several", "lock all of them, without lock_of");
  out_ += !share ? " FOR UPDATE" : mariadb ? " LOCK IN SHARE MODE" : " FOR SHARE";
  for (std::uint32_t i = 0; i < node.count; ++i) {
    out_ += i == 0 ? " OF " : ", ";
    name(table_of_node(nodes_[at + 1 + i]).name());
  }
  if ((node.detail & nowait_detail) != 0) out_ += " NOWAIT";
  if ((node.detail & skip_locked_detail) != 0) out_ += " SKIP LOCKED";
  return at + 1 + node.count;
}

}  // namespace bindery
