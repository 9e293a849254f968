// A query of eight optional conditions that is put together at run time, beside the same one written out.
#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

/// All eight conditions, which hold for the one item.
Search search_for(const Item& item) {
  return {.id_from = item.id - 5,
          .id_to = item.id + 5,
          .number_from = item.number - 1,
          .number_to = item.number + 1,
          .amount_from = item.amount - 1,
          .amount_to = item.amount + 1,
          .label_from = item.label,
          .note = item.note};
}

auto written_out(const Search& s) {
  return select<Item>().where(col<&Item::id> >= *s.id_from && col<&Item::id> <= *s.id_to &&
                              col<&Item::number> >= *s.number_from && col<&Item::number> <= *s.number_to &&
                              col<&Item::amount> >= *s.amount_from && col<&Item::amount> <= *s.amount_to &&
                              col<&Item::label> >= *s.label_from && col<&Item::note> == *s.note);
}

auto put_together(const Search& s) {
  auto query = select<Item>().dynamic();
  if (s.id_from) query.where(col<&Item::id> >= *s.id_from);
  if (s.id_to) query.where(col<&Item::id> <= *s.id_to);
  if (s.number_from) query.where(col<&Item::number> >= *s.number_from);
  if (s.number_to) query.where(col<&Item::number> <= *s.number_to);
  if (s.amount_from) query.where(col<&Item::amount> >= *s.amount_from);
  if (s.amount_to) query.where(col<&Item::amount> <= *s.amount_to);
  if (s.label_from) query.where(col<&Item::label> >= *s.label_from);
  if (s.note) query.where(col<&Item::note> == *s.note);
  return query;
}

}  // namespace

void dynamic_query(Stage& stage, const Measure& measure) {
  auto connection = stage.database().connect();
  const Item one = connection.execute(select<Item>().where(is_not_null(col<&Item::note>)).limit(1)).one();
  const Search search = search_for(one);
  const auto repeat = [](auto run) {
    return [run] {
      for (std::size_t i = 0; i < few; ++i) keep(run());
    };
  };
  measure(
      {{"raw", few, repeat([&] { return stage.raw().search(search); })},
       {"bindery, written out", few, repeat([&] { return connection.execute(written_out(search)).all(); })},
       {"bindery", few, repeat([&] { return connection.execute(put_together(search)).all(); }), {}, 1.2, 1}});
}

}  // namespace bindery::bench
