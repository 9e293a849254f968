// Declaring what a model maps: its columns, what they refer to, and constraints over several of them.
#pragma once
#include <bindery/core/types/text.hpp>
#include <bindery/core/deferred.hpp>
#include <bindery/schema/table.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace bindery {

template <class T> const Table& table_of();

namespace detail {

template <class T> const Table& referred_table();

template <class... T> struct TypeList {};

template <class... Lists> struct Concat {
  using type = TypeList<>;
};
template <class... A> struct Concat<TypeList<A...>> {
  using type = TypeList<A...>;
};
template <class... A, class... B, class... Rest> struct Concat<TypeList<A...>, TypeList<B...>, Rest...> {
  using type = typename Concat<TypeList<A..., B...>, Rest...>::type;
};
template <class... Lists> using concat = typename Concat<Lists...>::type;

template <auto Member> struct MemberConstant {
  static constexpr auto value = Member;
};

/// Everything that one item of `mapped(...)` declares, or several together: columns with their members, constraints,
/// the models that foreign keys refer to, and relations (types without data).
template <std::size_t ColumnCount, std::size_t ConstraintCount, class Members, class Targets,
          class Relations = TypeList<>>
struct Mapped {
  using members = Members;
  using targets = Targets;
  using relations = Relations;
  static constexpr std::size_t column_count = ColumnCount, constraint_count = ConstraintCount;
  std::array<ColumnSpec, ColumnCount> columns{};
  std::array<ConstraintSpec, ConstraintCount> constraints{};
};
template <auto Member, class Targets>
using MappedColumn = Mapped<1, 0, TypeList<MemberConstant<Member>>, Targets>;
template <class Target>
using MappedConstraint =
    Mapped<0, 1, TypeList<>, std::conditional_t<std::is_void_v<Target>, TypeList<>, TypeList<Target>>>;

/// The models that a word of a column refers to.
template <class Word> struct ReferenceTarget {
  using type = TypeList<>;
};

}  // namespace detail

// ---- words that need the member's type, or speak of other models ------------------------------------------------

template <class Target, auto Member, bool Logical> struct ReferenceWord {};

/// A foreign key to a column of another model in the same bind: `references<&User::id>`.
template <auto Member> inline constexpr ReferenceWord<MemberOwner<Member>, Member, false> references{};
/// The same for a member that `Target` inherits from a mixin.
template <class Target, auto Member> inline constexpr ReferenceWord<Target, Member, false> references_of{};
/// A reference that may cross binds: documents and loads, but makes no FOREIGN KEY.
template <auto Member> inline constexpr ReferenceWord<MemberOwner<Member>, Member, true> links{};
template <class Target, auto Member> inline constexpr ReferenceWord<Target, Member, true> links_of{};

template <class Target, auto Member, bool Logical>
constexpr void apply(ColumnSpec& c, ReferenceWord<Target, Member, Logical>) {
  c.reference = {&detail::referred_table<Target>, member_id<Member>, type_id<Target>, {}, Logical};
}
/// A default that the program computes for each new row: `client_default<[] { return Uuid::random(); }>`.
template <auto Make> struct ClientDefaultWord {};
template <auto Make> inline constexpr ClientDefaultWord<Make> client_default{};

template <class Rule> struct ValidatedWord {
  std::string_view reason;
};
/// A rule that the program checks before a row is written: a function that tells whether a value is good, and what to
/// say otherwise: `validated([](const std::string& e) { return e.size() > 3; }, "must have four characters")`. A
/// function that gives text gives the reason itself, and an empty one where all is well. NULL is not checked, unless
/// the function takes the std::optional.
template <class Rule>
constexpr ValidatedWord<Rule> validated(Rule, std::string_view reason = "is not valid") {
  return {reason};
}

namespace detail {

template <class Target, auto Member> struct ReferenceTarget<ReferenceWord<Target, Member, false>> {
  using type = TypeList<Target>;
};

template <class Rule, class Value> std::string broken_rule(const Value& value, std::string_view reason) {
  if constexpr (std::is_same_v<std::invoke_result_t<Rule, const Value&>, bool>) {
    return std::string(Rule()(value) ? std::string_view() : reason);
  } else {
    return std::string(Rule()(value));
  }
}
template <class Rule, class Value> consteval bool rule_fits() {
  if constexpr (std::is_empty_v<Rule> && std::is_invocable_v<Rule, const Value&>) {
    using Answer = std::invoke_result_t<Rule, const Value&>;
    return std::same_as<Answer, bool> || std::convertible_to<Answer, std::string_view>;
  }
  return false;
}

/// Words for columns without which an object can't be told from others, or related to them.
template <class Word> inline constexpr bool names_key = std::is_same_v<Word, PrimaryKeyWord>;
template <class Target, auto Member, bool Logical>
inline constexpr bool names_key<ReferenceWord<Target, Member, Logical>> = true;
template <class Word> inline constexpr bool refers_to_deferred = false;
template <class Target, auto Member, bool Logical>
inline constexpr bool refers_to_deferred<ReferenceWord<Target, Member, Logical>> =
    is_deferred<MemberType<Member>>;
template <bool Deferring> consteval bool check_key_is_read() {
  constexpr bool read = !Deferring;
  static_assert(
      read,
      "bindery: the columns of keys and of references, and those that they refer to, are always read: "
      "declare the member without Deferred");
  return read;
}

/// Words that need to know the member: most do not.
template <class Type, class Word> constexpr void apply_to(ColumnSpec& c, Word word) {
  (void)check_key_is_read<(names_key<Word> && is_deferred<Type>) || refers_to_deferred<Word>>();
  apply(c, word);
}
template <class Type, auto Make> constexpr void apply_to(ColumnSpec& c, ClientDefaultWord<Make>) {
  c.client_default = [](void* field) { *static_cast<Type*>(field) = Make(); };
}
template <class Type> constexpr void apply_to(ColumnSpec& c, DeferredWord) {
  constexpr bool can_wait = is_deferred<Type>;
  static_assert(
      can_wait,
      "bindery: a plain member can't tell that it was not read: declare it as Deferred<T> to defer it");
  c.left_out = true;
}
template <class Type> constexpr void apply_to(ColumnSpec& c, VersionWord word) {
  constexpr bool can_count = std::integral<Type> && !std::same_as<Type, bool>;
  static_assert(can_count,
                "bindery: only an integer column can count versions: declare the member as std::int64_t");
  apply(c, word);
}
template <class Type, class Rule> constexpr void apply_to(ColumnSpec& c, ValidatedWord<Rule> word) {
  using Plain = without_deferred<Type>;
  using Value = typename std::conditional_t<rule_fits<Rule, Plain>(), std::type_identity<Plain>,
                                            WithoutOptional<Plain>>::type;
  constexpr bool fits = rule_fits<Rule, Value>();
  static_assert(
      fits,
      "bindery: the function of validated(...) takes the member's value, captures nothing, and gives bool or "
      "the reason why the value is not valid as text");
  c.rule_text = word.reason;
  if constexpr (fits && std::same_as<Value, Plain>) {
    c.broken_rule = [](const void* field, std::string_view reason) {
      return broken_rule<Rule>(plain_value(*static_cast<const Type*>(field)), reason);
    };
  } else if constexpr (fits) {
    c.broken_rule = [](const void* field, std::string_view reason) {
      const Plain& value = plain_value(*static_cast<const Type*>(field));
      return value ? broken_rule<Rule>(*value, reason) : std::string();
    };
  }
}

}  // namespace detail

// ---- columns ----------------------------------------------------------------------------------------------------

/// One mapped member. Its column's name is the member's, its type and nullability follow from the C++ type; words
/// say the rest: `column<&User::username>(String{80}, unique)`.
template <auto Member, class... Words> constexpr auto column(Words... words) {
  using Type = MemberType<Member>;
  static_assert(Mappable<Type>,
                "bindery: this member's type is not a column type: use one that Bindery knows, or specialise "
                "bindery::CodecFor for it");
  detail::MappedColumn<Member, detail::concat<typename detail::ReferenceTarget<Words>::type...>> mapped;
  ColumnSpec& spec = mapped.columns[0];
  if constexpr (Mappable<Type>) {
    constexpr const Codec* codec = detail::codec_of_member<Type>();
    spec.name = member_name<Member>;
    spec.id = member_id<Member>;
    spec.codec = codec;
    spec.type = {codec->type};
    spec.nullable = codec->nullable;
    if constexpr (detail::is_deferred<Type>)
      spec.is_unread = &detail::DeferredAccess::is_unread<detail::without_deferred<Type>>;
    (detail::apply_to<Type>(spec, words), ...);
  }
  return mapped;
}

// ---- constraints ------------------------------------------------------------------------------------------------

namespace detail {
template <class Target, auto... Members>
constexpr MappedConstraint<Target> over_columns(ConstraintKind kind, std::string_view name) {
  constexpr bool fits = sizeof...(Members) <= ConstraintSpec::max_columns;
  static_assert(fits, "bindery: a constraint spans at most 8 columns");
  MappedConstraint<Target> mapped;
  if constexpr (fits) {
    mapped.constraints[0] = {
        .kind = kind, .name = name, .columns = {member_id<Members>...}, .column_count = sizeof...(Members)};
  }
  return mapped;
}
}  // namespace detail

/// Constraints over several columns, to be given to `mapped` behind the columns.
template <auto... Members> constexpr auto unique_together(std::string_view name = {}) {
  return detail::over_columns<void, Members...>(ConstraintKind::unique_columns, name);
}
template <auto... Members> constexpr auto indexed_together(std::string_view name = {}) {
  return detail::over_columns<void, Members...>(ConstraintKind::index, name);
}
/// An index for full-text search over text columns: what `matches` looks into. On SQLite it needs a model whose key is
/// one integer.
template <auto... Members> constexpr auto full_text_index(std::string_view name = {}) {
  return detail::over_columns<void, Members...>(ConstraintKind::full_text, name);
}
/// A condition over a whole row, as SQL.
constexpr auto check(std::string_view sql, std::string_view name = {}) {
  detail::MappedConstraint<void> mapped;
  mapped.constraints[0] = {.kind = ConstraintKind::check, .name = name, .sql = sql};
  return mapped;
}
template <auto... Members> struct Columns {};
/// A foreign key over several columns:
/// `foreign_key<Order>(Columns<&Line::shop, &Line::number>{}, Columns<&Order::shop, &Order::number>{})`; behind
/// them `on_delete_...`, `on_update_...` and `Named{"its_name"}`.
template <class Target, auto... Members, auto... TargetMembers, class... Words>
constexpr auto foreign_key(Columns<Members...>, Columns<TargetMembers...>, Words... words) {
  static_assert(sizeof...(Members) == sizeof...(TargetMembers),
                "bindery: a foreign key needs as many columns as it refers to");
  (void)detail::check_key_is_read<(detail::is_deferred<MemberType<Members>> || ... ||
                                   (detail::is_deferred<MemberType<TargetMembers>> || ...))>();
  auto mapped = detail::over_columns<Target, Members...>(ConstraintKind::foreign_key, {});
  ConstraintSpec& spec = mapped.constraints[0];
  spec.target = &table_of<Target>;
  spec.target_id = type_id<Target>;
  const MemberId targets[] = {member_id<TargetMembers>...};
  for (std::size_t i = 0; i < sizeof...(TargetMembers); ++i) spec.target_columns[i] = targets[i];
  (apply(spec, words), ...);
  return mapped;
}

// ---- all of it --------------------------------------------------------------------------------------------------

namespace detail {
template <class All, class Item>
constexpr void put(All& all, const Item& item, std::size_t& column, std::size_t& constraint) {
  for (const ColumnSpec& each : item.columns) all.columns[column++] = each;
  for (const ConstraintSpec& each : item.constraints) all.constraints[constraint++] = each;
}
}  // namespace detail

/// All columns of a model, and constraints over several of them.
template <class... Items> constexpr auto mapped(const Items&... items) {
  detail::Mapped<(Items::column_count + ... + 0), (Items::constraint_count + ... + 0),
                 detail::concat<typename Items::members...>, detail::concat<typename Items::targets...>,
                 detail::concat<typename Items::relations...>>
      all;
  std::size_t column = 0, constraint = 0;
  (detail::put(all, items, column, constraint), ...);
  return all;
}

}  // namespace bindery
