// Pool and Lease: handles on the pool's core.
#include <bindery/engine/pool.hpp>
#include "pool_core.hpp"

#include <utility>

namespace bindery {

Lease::Lease() noexcept = default;
Lease::Lease(Lease&& other) noexcept = default;
Lease::~Lease() { release(); }

Lease& Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  release();
  core_ = other.core_;
  connection_ = std::move(other.connection_);
  slot_ = other.slot_;
  fork_count_ = other.fork_count_;
  return *this;
}

void Lease::release() noexcept {
  if (!connection_ || forgotten()) return;
  core_->give_back(std::move(connection_), slot_);
}

void Lease::invalidate(Loss loss) noexcept {
  if (!connection_ || forgotten()) return;
  core_->discard(std::move(connection_), slot_, loss);
}

bool Lease::forgotten() noexcept {
  if (fork_count_ == detail::fork_count()) return false;
  connection_->abandon();
  connection_.reset();
  return true;
}

std::unique_ptr<drivers::Connection> Lease::detach() {
  if (connection_ && fork_count_ == detail::fork_count()) core_->detach(slot_);
  return std::move(connection_);
}

Pool::Pool(std::string bind, PoolOptions options, Open open, PoolListener listener, Now now)
    : core_(std::make_shared<detail::PoolCore>(std::move(bind), options, std::move(open), std::move(listener),
                                               std::move(now))) {}

Pool::~Pool() { core_->shut_down(); }

Lease Pool::acquire(Deadline deadline, std::source_location borrower) {
  return core_->acquire(deadline, borrower);
}
void Pool::dispose() { core_->dispose(); }
void Pool::drain() { core_->drain(); }
void Pool::maintain() { core_->maintain(); }
PoolStatistics Pool::statistics() const { return core_->statistics(); }

}  // namespace bindery
