// Shapes: the plans of models and of rows that hold models.
#include <bindery/sql/into.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery {

const Value& DynamicRow::operator[](std::string_view column) const {
  if (names_) {
    for (std::size_t i = 0; i < names_->size(); ++i) {
      if ((*names_)[i] == column) return values_[i];
    }
  }
  std::string known;
  for (std::size_t i = 0; names_ && i < names_->size(); ++i) known += (i == 0 ? "" : ", ") + (*names_)[i];
  throw ProgrammingError(fmt::format("the row has no column '{}'; its columns are: {}", column, known));
}

std::vector<FieldPlan> plan_of(const Table& table) {
  std::vector<FieldPlan> plan;
  for (const Column& column : table.columns()) plan.push_back({column.codec, column.field, column.name});
  return plan;
}

void detail::read_nothing(const Codec&, const Cell&, void*) {}

RowPlan::RowPlan(const std::vector<FieldPlan>& all) : fields(all) {}

RowLayout::~RowLayout() = default;
RowPlan RowLayout::plan() const { return {fields_, parts_}; }

RowLayout::RowLayout(std::span<const RowElement> elements) {
  for (const RowElement& element : elements) {
    if (element.table != nullptr)
      add_model(element);
    else
      add_value(element);
  }
}

void RowLayout::add_model(const RowElement& element) {
  const Table& table = element.table();
  const std::vector<FieldPlan> fields = plan_of(table);
  PartPlan part{fields_.size(), fields.size(), element.object, {}};
  if (element.may_be_missing) {
    for (const std::size_t position : table.primary_key()) part.keys.push_back(fields_.size() + position);
  }
  fields_.insert(fields_.end(), fields.begin(), fields.end());
  parts_.push_back(std::move(part));
}

void RowLayout::add_value(const RowElement& element) {
  static constexpr auto whole_row = [](void* row, bool) { return row; };
  fields_.push_back({element.codec, element.field, {}});
  if (!parts_.empty() && parts_.back().object == +whole_row)
    ++parts_.back().count;
  else
    parts_.push_back({fields_.size() - 1, 1, whole_row, {}});
}

}  // namespace bindery
