// Names taken from the program itself: of members, types and enumerators, at compile time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>

namespace bindery {

/// Text as a template argument.
template <std::size_t N> struct FixedString {
  char data[N]{};
  consteval FixedString(const char (&text)[N]) {
    for (std::size_t i = 0; i < N; ++i) data[i] = text[i];
  }
  constexpr std::string_view view() const { return {data, N - 1}; }
};

/// Identifies a member by a hash of its qualified name. (Addresses would do, but g++ 12 with UBSan refuses to
/// compare them in constant expressions.)
enum class MemberId : std::uint64_t { none };

/// Identifies a type by a hash of its qualified name.
enum class TypeId : std::uint64_t { none };

constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = 14695981039346656037u) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

/// The table name of a type's name: snake case by Flask-SQLAlchemy 3's rule, with its known-odd results put
/// right (MyURLs -> my_urls, IPv6Address -> ipv6_address, OAuth2Token -> oauth2_token, iOS -> ios).
std::string snake_case(std::string_view type_name);

/// A member of a member that is a struct over several columns: `part<&Customer::address, &Address::city>` stands
/// wherever a member pointer may stand.
template <auto Whole, auto Part> struct PartOf;
template <auto Whole, auto Part> inline constexpr PartOf<Whole, Part> part{};

namespace detail {

template <class C, class T> T member_type_of(T C::*);
template <class C, class T> C member_owner_of(T C::*);

template <class T> struct WithoutOptional : std::type_identity<T> {};
template <class T> struct WithoutOptional<std::optional<T>> : std::type_identity<T> {};
template <class T>
inline constexpr bool is_optional_value = !std::is_same_v<typename WithoutOptional<T>::type, T>;

// A part of a value that may be NULL may be NULL.
template <class Whole, class Part>
using PartType =
    std::conditional_t<is_optional_value<Whole> && !is_optional_value<Part>, std::optional<Part>, Part>;
template <auto Whole, auto Part>
PartType<decltype(member_type_of(Whole)), decltype(member_type_of(Part))> member_type_of(PartOf<Whole, Part>);
template <auto Whole, auto Part> decltype(member_owner_of(Whole)) member_owner_of(PartOf<Whole, Part>);

struct NameProbe {
  int known_name;
};
template <auto Member> consteval std::string_view member_signature() {
  return std::source_location::current().function_name();
}
template <class T> consteval std::string_view type_signature() {
  return std::source_location::current().function_name();
}
// Compilers print signatures in their own ways; a probe whose name is known tells how much follows the name.
inline constexpr std::size_t member_tail = member_signature<&NameProbe::known_name>().size() -
                                           member_signature<&NameProbe::known_name>().rfind("known_name") -
                                           10;
inline constexpr std::size_t type_tail =
    type_signature<NameProbe>().size() - type_signature<NameProbe>().rfind("NameProbe") - 9;

constexpr std::string_view last_name(std::string_view signature, std::size_t tail) {
  signature.remove_suffix(tail);
  const auto colon = signature.rfind(':');
  signature = colon == std::string_view::npos ? signature : signature.substr(colon + 1);
  const auto space = signature.find_last_of(" =");
  return space == std::string_view::npos ? signature : signature.substr(space + 1);
}
template <class Source> constexpr auto stored_name() {
  constexpr std::string_view name = Source::get();
  std::array<char, name.size() + 1> copy{};
  for (std::size_t i = 0; i < name.size(); ++i) copy[i] = name[i];
  return copy;
}
template <auto Member> struct MemberNameSource {
  static constexpr std::string_view get() {
    if constexpr (std::is_member_pointer_v<decltype(Member)>) {
      return last_name(member_signature<Member>(), member_tail);
    } else {
      return Member.name();
    }
  }
};
// Of `Name<Arguments>` only `Name` counts.
template <class T> struct TypeNameSource {
  static constexpr std::string_view get() {
    std::string_view signature = type_signature<T>();
    signature.remove_suffix(type_tail);
    if (const auto arguments = signature.find('<', signature.rfind("T = ") + 4);
        arguments != std::string_view::npos) {
      signature = signature.substr(0, arguments);
    }
    return last_name(signature, 0);
  }
};
// The name is copied out, so that the long signature does not stay in the binary.
template <class Source> inline constexpr auto name_storage = stored_name<Source>();
template <class Source>
inline constexpr std::string_view name_view{name_storage<Source>.data(), name_storage<Source>.size() - 1};

}  // namespace detail

template <auto Member> using MemberType = decltype(detail::member_type_of(Member));
template <auto Member> using MemberOwner = decltype(detail::member_owner_of(Member));
/// "username" for &User::username.
template <auto Member>
inline constexpr std::string_view member_name = detail::name_view<detail::MemberNameSource<Member>>;
/// "User" for app::User.
template <class T> inline constexpr std::string_view type_name = detail::name_view<detail::TypeNameSource<T>>;

template <auto Whole, auto Part> struct PartOf {
  /// The name of the part alone.
  static constexpr std::string_view name() { return member_name<Part>; }
  /// Where the part is; of a whole that may be NULL, where the whole is.
  template <class T> static void* field(void* object) {
    auto& whole = static_cast<T*>(object)->*Whole;
    if constexpr (detail::is_optional_value<MemberType<Whole>>) {
      return &whole;
    } else {
      return &(whole.*Part);
    }
  }
};

template <class T> inline constexpr TypeId type_id{fnv1a(detail::type_signature<T>())};
template <auto Member> inline constexpr MemberId member_id{fnv1a(detail::member_signature<Member>())};

}  // namespace bindery
