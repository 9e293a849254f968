// What films there are, and who plays in them.
#include "reports.hpp"

namespace film_rental {

std::vector<RatingRow> films_by_rating(Connection& connection) {
  auto rated = [](Rating rating) { return count().filter(col<&Film::rating> == rating); };
  return connection
      .execute(select(col<&Language::name>.as<"language">(), count().as<"films">(),
                      rated(Rating::everybody).as<"everybody">(), rated(Rating::teens).as<"teens">(),
                      rated(Rating::adults).as<"adults">(),
                      max(col<&Film::minutes>)
                          .filter(col<&Film::rating> == Rating::adults)
                          .as<"longest_for_adults">())
                   .join<Film>(col<&Film::language_id> == col<&Language::id>)
                   .group_by(col<&Language::name>)
                   .order_by(col<&Language::name>)
                   .into<RatingRow>())
      .all();
}

std::vector<Strangers> never_together(Connection& connection) {
  auto busy = select(col<&FilmActor::actor_id>, count().as<"films">())
                  .group_by(col<&FilmActor::actor_id>)
                  .having(count() >= 32);
  auto first = busy.as_table<"first">();
  auto second = busy.as_table<"second">();
  constexpr auto mine = alias<FilmActor, "mine">;
  constexpr auto theirs = alias<FilmActor, "theirs">;
  auto common = select(mine.col<&FilmActor::film_id>)
                    .join(theirs, theirs.col<&FilmActor::film_id> == mine.col<&FilmActor::film_id>)
                    .where(mine.col<&FilmActor::actor_id> == first.col<"actor_id"> &&
                           theirs.col<&FilmActor::actor_id> == second.col<"actor_id">);
  return connection
      .execute(select(first.col<"actor_id">.as<"first">(), second.col<"actor_id">.as<"second">(),
                      (first.col<"films"> + second.col<"films">).as<"films">())
                   .select_from(first)
                   .cross_join(second)
                   .where(second.col<"actor_id"> > first.col<"actor_id"> && not_exists(common))
                   .order_by(first.col<"actor_id">, second.col<"actor_id">)
                   .into<Strangers>())
      .all();
}

std::vector<AllRounder> all_rounders(Connection& connection) {
  return connection
      .execute(select(col<&Actor::id>, col<&Actor::first_name>, col<&Actor::last_name>,
                      count_distinct(col<&FilmActor::film_id>).as<"films">())
                   .join<FilmActor>()
                   .join<FilmCategory>(col<&FilmCategory::film_id> == col<&FilmActor::film_id>)
                   .group_by(col<&Actor::id>, col<&Actor::first_name>, col<&Actor::last_name>)
                   .having(count_distinct(col<&FilmCategory::category_id>) ==
                           scalar(select(count()).select_from<Category>()))
                   .order_by(col<&Actor::id>)
                   .into<AllRounder>())
      .all();
}

std::vector<Degree> degrees_of_separation(Connection& connection) {
  constexpr auto next = alias<FilmActor, "next">;
  auto start = recursive<"reached">(
      select(min(col<&Actor::id>).as<"actor_id">(), literal(std::int64_t{0}).as<"degree">()));
  auto reached = start.union_of(select(next.col<&FilmActor::actor_id>, start.col<"degree"> + 1)
                                    .select_from(start)
                                    .join<FilmActor>(col<&FilmActor::actor_id> == start.col<"actor_id">)
                                    .join(next, next.col<&FilmActor::film_id> == col<&FilmActor::film_id>)
                                    .where(start.col<"degree"> < 2));
  auto nearest =
      cte<"nearest">(select(reached.col<"actor_id">, coalesce(min(reached.col<"degree">), 0).as<"degree">())
                         .select_from(reached)
                         .group_by(reached.col<"actor_id">));
  return connection
      .execute(
          select(nearest.col<"degree">, count().as<"actors">(), max(nearest.col<"actor_id">).as<"last_id">())
              .select_from(nearest)
              .with(reached, nearest)
              .group_by(nearest.col<"degree">)
              .order_by(nearest.col<"degree">)
              .into<Degree>())
      .all();
}

std::vector<FoundFilm> film_search(Connection& connection, const std::string& words) {
  return connection
      .execute(select(col<&FilmText::film_id>, col<&FilmText::title>)
                   .where(matches(words, col<&FilmText::title>, col<&FilmText::description>))
                   .order_by(col<&FilmText::film_id>)
                   .into<FoundFilm>())
      .all();
}

std::vector<MissingFilm> films_not_in_stock(Connection& connection) {
  auto missing = except(select(col<&Film::id>), select(col<&Inventory::film_id>));
  return connection
      .execute(select(col<&Film::title>, col<&Film::released>)
                   .where(in(col<&Film::id>, missing))
                   .order_by(col<&Film::title>, col<&Film::id>)
                   .into<MissingFilm>())
      .all();
}

std::vector<Studio> studios(Connection& connection) {
  auto studio = json_text<"$.studio">(col<&Film::details>);
  return connection
      .execute(
          select(studio.as<"studio">(), count().as<"films">(),
                 sum(json_integer<"$.extras.trailers">(col<&Film::details>)).as<"trailers">(),
                 count().filter(json_boolean<"$.extras.commentary">(col<&Film::details>)).as<"commented">())
              .group_by(studio)
              .order_by(studio)
              .into<Studio>())
      .all();
}

std::vector<LongFilm> long_for_their_kind(Connection& connection) {
  constexpr auto other = alias<Film, "other">;
  auto average = select(avg(other.col<&Film::minutes>)).where(other.col<&Film::rating> == col<&Film::rating>);
  auto longest_of_1955 = select(max(other.col<&Film::minutes>)).where(other.col<&Film::released> == 1955);
  return connection
      .execute(select(col<&Film::id>, col<&Film::title>, col<&Film::minutes>)
                   .where(col<&Film::minutes> > 1.45 * scalar(average) &&
                          col<&Film::minutes> > scalar(longest_of_1955))
                   .order_by(col<&Film::id>)
                   .into<LongFilm>())
      .all();
}

}  // namespace film_rental
