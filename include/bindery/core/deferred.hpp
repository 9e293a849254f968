// Deferred: a member that a query may leave unread.
#pragma once
#include <bindery/core/codec.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

template <class T> class Deferred;

namespace detail {

/// Which member was not read, for messages.
struct UnreadMember {
  std::string_view model, member;
};
/// Throws the NotLoaded that names the member and what loads it.
[[noreturn]] void refuse_unread(const UnreadMember& member);
struct DeferredAccess;

template <class T> struct WithoutDeferred : std::type_identity<T> {};
template <class T> struct WithoutDeferred<Deferred<T>> : std::type_identity<T> {};
template <class T> using without_deferred = typename WithoutDeferred<T>::type;
template <class T> inline constexpr bool is_deferred = !std::is_same_v<without_deferred<T>, T>;

}  // namespace detail

/// A column that a query may leave unread: `Deferred<std::string> body;`. It reads like its value; while it is unread,
/// reading it throws NotLoaded, which names what loads it. Assigning gives it a value; one that a program makes has one.
/// Not thread-safe.
template <class T> class Deferred {
 public:
  using value_type = T;

  constexpr Deferred() = default;
  template <class U>
    requires(std::convertible_to<U, T> && !std::same_as<std::remove_cvref_t<U>, Deferred>)
  constexpr Deferred(U&& value) : value_(std::forward<U>(value)) {}
  template <class U>
    requires(std::convertible_to<U, T> && !std::same_as<std::remove_cvref_t<U>, Deferred>)
  constexpr Deferred& operator=(U&& value) {
    value_ = std::forward<U>(value);
    unread_ = nullptr;
    return *this;
  }

  /// False while it is unread.
  constexpr bool is_loaded() const { return unread_ == nullptr; }
  constexpr T& operator*() { return checked(*this); }
  constexpr const T& operator*() const { return checked(*this); }
  constexpr T* operator->() { return &checked(*this); }
  constexpr const T* operator->() const { return &checked(*this); }
  constexpr operator const T&() const { return checked(*this); }

  friend constexpr bool operator==(const Deferred& a, const Deferred& b) { return *a == *b; }
  template <class U>
    requires(!detail::is_deferred<U>) && requires(const T& value, const U& other) {
      { value == other } -> std::same_as<bool>;
    }
  friend constexpr bool operator==(const Deferred& a, const U& b) {
    return *a == b;
  }

 private:
  friend struct detail::DeferredAccess;
  template <class Self> static constexpr auto& checked(Self& self) {
    if (self.unread_ != nullptr) detail::refuse_unread(*self.unread_);
    return self.value_;
  }

  T value_{};
  const detail::UnreadMember* unread_ = nullptr;
};

namespace detail {

/// The value itself, of any member.
template <class T> constexpr const T& plain_value(const T& value) { return value; }
template <class T> constexpr const T& plain_value(const Deferred<T>& value) { return *value; }

struct DeferredAccess {
  template <class T> static bool is_unread(const void* field) {
    return !static_cast<const Deferred<T>*>(field)->is_loaded();
  }
  template <class T> static void leave_unread(void* field, const UnreadMember& member) {
    auto& stored = *static_cast<Deferred<T>*>(field);
    stored.value_ = T{};
    stored.unread_ = &member;
  }
  template <class T> static void read(const Codec&, const Cell& cell, void* field) {
    auto& stored = *static_cast<Deferred<T>*>(field);
    codec_for<T>->read(*codec_for<T>, cell, &stored.value_);
    stored.unread_ = nullptr;
  }
  template <class T> static void write(const Codec&, const void* field, Cell& cell) {
    codec_for<T>->write(*codec_for<T>, &**static_cast<const Deferred<T>*>(field), cell);
  }
  /// Two that are unread are equal.
  template <class T> static bool equal(const void* a, const void* b) {
    const auto& left = *static_cast<const Deferred<T>*>(a);
    const auto& right = *static_cast<const Deferred<T>*>(b);
    if (!left.is_loaded() || !right.is_loaded()) return left.is_loaded() == right.is_loaded();
    return codec_for<T>->equal(&left.value_, &right.value_);
  }
};
template <class T>
inline constexpr Codec deferred_codec{.type = codec_for<T>->type,
                                      .nullable = codec_for<T>->nullable,
                                      .read = DeferredAccess::read<T>,
                                      .write = DeferredAccess::write<T>,
                                      .equal = DeferredAccess::equal<T>,
                                      .assign = assign_values<Deferred<T>>,
                                      .names = codec_for<T>->names,
                                      .inner = codec_for<T>->inner,
                                      .many_forms = codec_for<T>->many_forms};

}  // namespace detail

template <Storable T> struct CodecFor<Deferred<T>> {
  static constexpr const Codec* codec = &detail::deferred_codec<T>;
};

}  // namespace bindery
