// Row locks on the servers: who waits, who fails, who goes round.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

class RowLocks : public LibraryTest {
 protected:
  bool has_locks() const { return backend() != Backend::sqlite; }
};
BINDERY_EVERY_BACKEND(RowLocks);

constexpr auto first_book = select(col<&Book::id>).where(col<&Book::id> == 1);

TEST_P(RowLocks, ALockedRowIsAnErrorOrLeftOut) {
  if (!has_locks()) {
    EXPECT_THROW(db().execute(first_book.for_update()), ProgrammingError);
    return;
  }
  auto holder = database().connect(), other = database().connect();
  auto holding = holder.begin();
  EXPECT_EQ(holder.scalar(first_book.for_update()), 1);
  auto waiting = other.begin();
  EXPECT_TRUE(other.execute(first_book.for_update(skip_locked)).empty());
  EXPECT_THROW(other.execute(first_book.for_update(nowait)), Error);
  waiting.rollback();
  holding.rollback();
  EXPECT_EQ(other.scalar(first_book.for_update(nowait)), 1);
}

TEST_P(RowLocks, SharedLocksGoTogether) {
  if (!has_locks()) {
    EXPECT_THROW(db().execute(first_book.for_share()), ProgrammingError);
    return;
  }
  auto one = database().connect(), other = database().connect();
  auto first = one.begin(), second = other.begin();
  EXPECT_EQ(one.scalar(first_book.for_share()), 1);
  EXPECT_EQ(other.scalar(first_book.for_share(nowait)), 1);
}

}  // namespace
}  // namespace bindery::test
