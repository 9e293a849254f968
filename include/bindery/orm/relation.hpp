// One and Many: members of models that hold related objects.
#pragma once
#include <bindery/orm/entity.hpp>
#include <bindery/orm/relation_member.hpp>
#include <bindery/sql/condition.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>

namespace bindery {

namespace detail {

template <class T> EntityType& related_type() {
  constexpr bool complete = requires { sizeof(T); };  // where it is not, the relation says so
  if constexpr (complete) return entity_type<T>();
}
template <class Target, auto Condition> void add_relation_filter(Fragment& condition) {
  condition = fragment_of(Condition.template operator()<Target>());
}

}  // namespace detail

/// The related object, or none: `One<Author> author;`. Where it was not loaded, reading it throws NotLoaded, which names
/// the option that loads it. In an object that a session tracks, assigning keeps the other side in step at once, and
/// the next flush writes the key. Not thread-safe.
template <class T> class One : public detail::OneMember {
 public:
  using model = T;
  static constexpr bool is_many = false;
  static detail::EntityType& target_type() { return detail::related_type<T>(); }

  One() = default;
  One(std::nullptr_t) { assign(nullptr); }
  One(const Ref<T>& ref) { assign(ref.entity()); }
  /// A new object: it is added together with the one that it belongs to.
  template <class U>
    requires std::same_as<std::remove_cvref_t<U>, T>
  One(U&& object) {
    assign(detail::new_entity<T>(std::forward<U>(object)));
  }

  One& operator=(std::nullptr_t) {
    assign(nullptr);
    return *this;
  }
  One& operator=(const Ref<T>& ref) {
    assign(ref.entity());
    return *this;
  }
  template <class U>
    requires std::same_as<std::remove_cvref_t<U>, T>
  One& operator=(U&& object) {
    assign(detail::new_entity<T>(std::forward<U>(object)));
    return *this;
  }
  void reset() { assign(nullptr); }

  explicit operator bool() const { return read() != nullptr; }
  /// Empty if there is none.
  Ref<T> ref() const { return detail::ref_to<T>(read()); }
  T& operator*() const { return *ref(); }
  T* operator->() const { return ref().operator->(); }
  friend bool operator==(const One& one, const Ref<T>& ref) { return one.read() == ref.entity(); }
};

/// The related objects: a range of Refs. Where they were not loaded, reading them throws NotLoaded, which names the
/// option that loads them. In an object that a session tracks, `add` and `remove` keep the other side in step at once;
/// they need nothing loaded. Not thread-safe.
template <class T> class Many : public detail::ManyMember {
 public:
  using model = T;
  static constexpr bool is_many = true;
  static detail::EntityType& target_type() { return detail::related_type<T>(); }

  /// What can be put into a Many: a Ref, or a new object.
  class Item {
   public:
    Item(const Ref<T>& ref) : entity_(ref.entity()) {}
    template <class U>
      requires std::same_as<std::remove_cvref_t<U>, T>
    Item(U&& object) : entity_(detail::new_entity<T>(std::forward<U>(object))) {}
    const std::shared_ptr<detail::Entity>& entity() const { return entity_; }

   private:
    std::shared_ptr<detail::Entity> entity_;
  };

  class iterator {
   public:
    using value_type = Ref<T>;
    using difference_type = std::ptrdiff_t;
    using reference = const Ref<T>&;
    using pointer = const Ref<T>*;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    iterator(const Many* many, std::size_t at) : many_(many), at_(at) {}
    /// Good until the iterator moves on.
    reference operator*() const { return ref_ = (*many_)[at_]; }
    pointer operator->() const { return &**this; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    const Many* many_ = nullptr;
    std::size_t at_ = 0;
    mutable Ref<T> ref_;
  };
  using const_iterator = iterator;

  Many() = default;
  Many(std::initializer_list<Item> items) { assign_items(items); }
  Many& operator=(std::initializer_list<Item> items) {
    assign_items(items);
    return *this;
  }

  std::size_t size() const { return read_size(); }
  bool empty() const { return size() == 0; }
  Ref<T> operator[](std::size_t position) const { return detail::ref_to<T>(read(position)); }
  iterator begin() const {
    (void)read_size();
    return iterator(this, 0);
  }
  iterator end() const { return iterator(this, read_size()); }
  bool contains(const Ref<T>& ref) const { return holds(ref.entity()); }

  /// Does nothing if it is there already.
  void add(const Item& item) { insert(item.entity()); }
  /// Does nothing if it is not there.
  void remove(const Ref<T>& ref) { take_out(ref.entity()); }
  void clear() { assign({}); }

 private:
  void assign_items(std::initializer_list<Item> items) {
    std::vector<std::shared_ptr<detail::Entity>> entities;
    for (const Item& item : items) entities.push_back(item.entity());
    assign(std::move(entities));
  }
};

}  // namespace bindery
