// Rendering of operators over arrays.
#include <bindery/sql/array.hpp>

#include "renderer.hpp"

namespace bindery {

std::size_t Renderer::array(std::size_t at, const RenderScope& scope) {
  if (dialect_.backend != Backend::postgresql)
    refuse("work with arrays", "keep the values in a table of their own, or in a Json");
  const auto call = static_cast<ArrayCall>(nodes_[at].detail);
  if (call == ArrayCall::length) return wrapped("CAST(cardinality(", at, ") AS BIGINT)", scope);
  out_ += '(';
  std::size_t next = 0;
  if (call == ArrayCall::has) {
    next = expression(behind(nodes_, at + 1), scope, false);
    out_ += " = ANY (";
    expression(at + 1, scope, true);
    out_ += "))";
    return next;
  }
  next = expression(at + 1, scope, true);
  out_ += call == ArrayCall::contains ? " @> " : " && ";
  next = expression(next, scope, true);
  out_ += ')';
  return next;
}

}  // namespace bindery
