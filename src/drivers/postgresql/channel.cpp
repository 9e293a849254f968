// The conversation with one server over libpq's non-blocking calls.
#include "drivers/postgresql/channel.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace bindery::drivers::postgresql {

namespace {

constexpr auto patience = std::chrono::seconds(2);
/// A request to stop that reaches the server before the statement does stops nothing: it is made again.
constexpr auto between_requests = std::chrono::milliseconds(250);

TransactionState state_of(PGTransactionStatusType status, TransactionState before) {
  switch (status) {
    case PQTRANS_IDLE: return TransactionState::idle;
    case PQTRANS_INTRANS: return TransactionState::active;
    case PQTRANS_INERROR: return TransactionState::failed;
    case PQTRANS_ACTIVE: return before;
    default: return TransactionState::unknown;
  }
}

bool is_error(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

}  // namespace

Channel::Channel(Handle handle, std::string bind)
    : handle_(std::move(handle)), bind_(std::move(bind)),
      canceller_(std::make_shared<Canceller>(handle_.get())) {
  PQsetnonblocking(handle_.get(), 1);
  PQsetNoticeReceiver(handle_.get(), take_notice, this);
}

Channel::~Channel() = default;

/// Notices are nobody's business, but the farewell of a server also comes as one when nothing runs.
void Channel::take_notice(void* self, const PGresult* notice) {
  if (is_fatal(notice)) static_cast<Channel*>(self)->broken_ = true;
}

void Channel::start(const Call& call) {
  if (busy_) recover();
  call_ = call;
  cut_ = false;
  if (!usable()) {
    state_ = TransactionState::unknown;
    call_.phase = call.phase == Phase::commit ? Phase::statement : call.phase;  // nothing was sent
    Situation now = situation();
    now.in_transaction = true;  // nor may anything have been done
    raise_lost("the connection is closed", now);
  }
  if (call.deadline.expired()) {
    ErrorDetails details{
        .bind = bind_, .sqlstate = "57014", .phase = call.phase, .sql = std::string(call.sql)};
    raise(ErrorKind::timeout, "the deadline had passed before the statement was sent", std::move(details));
  }
  busy_ = true;
  canceller_->arm();
}

void Channel::sent(int answer) {
  if (answer == 1) return;
  if (PQstatus(handle_.get()) != CONNECTION_OK) lose();
  const std::string message = one_line(PQerrorMessage(handle_.get()));
  const Situation now = situation();
  PQpipelineStatus(handle_.get()) == PQ_PIPELINE_OFF ? finish() : recover();
  raise_misuse(message, now);
}

Readiness Channel::wait(Readiness wanted) {
  for (;;) {
    const Deadline until = cut_ ? call_.deadline.earlier_of(Deadline::in(between_requests)) : call_.deadline;
    const Readiness ready = wait_for(PQsocket(handle_.get()), wanted, until);
    if (ready != Readiness::none) return ready;
    if (!cut_) {
      cut_short();
    } else if (!call_.deadline.expired()) {
      canceller_->request_in_background();
    } else {
      broken_ = true;
      raise_silent(situation());
    }
  }
}

void Channel::cut_short() {
  cut_ = true;
  call_.deadline = Deadline::in(patience);
  canceller_->request_in_background();
}

void Channel::flush() {
  for (;;) {
    const int left = PQflush(handle_.get());
    if (left == 0) return;
    if (left < 0) lose();
    // The server may wait for us to take its answers before it reads on.
    const Readiness ready = wait(Readiness::either);
    if (ready != Readiness::writable && PQconsumeInput(handle_.get()) == 0) lose();
  }
}

ResultPtr Channel::result() {
  while (PQisBusy(handle_.get())) {
    wait(Readiness::readable);
    if (PQconsumeInput(handle_.get()) == 0) break;  // the result then tells why
  }
  ResultPtr result(PQgetResult(handle_.get()));
  if (result != nullptr) note(result.get());
  return result;
}

ResultPtr Channel::expect_result() {
  ResultPtr one = result();
  if (one == nullptr) lose();
  return one;
}

void Channel::note(const PGresult* result) {
  if (is_error(result) && (is_fatal(result) || PQstatus(handle_.get()) != CONNECTION_OK)) broken_ = true;
}

void Channel::lose() {
  broken_ = true;
  const std::string message = PQerrorMessage(handle_.get());
  // The server's last words, if it had any, are better than libpq's.
  ResultPtr farewell(PQgetResult(handle_.get()));
  const Situation now = situation();
  finish();
  if (farewell != nullptr && is_error(farewell.get())) raise_result(farewell.get(), now);
  raise_lost(message, now);
}

ResultPtr Channel::drain() {
  ResultPtr error;
  const bool pipeline = PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF;
  // In a pipeline one nullptr stands behind each statement; two in a row mean that nothing is left.
  for (int ends = 0; ends < (pipeline && usable() ? 2 : 1);) {
    ResultPtr one = result();
    if (one == nullptr) {
      ++ends;
      continue;
    }
    ends = 0;
    const auto status = PQresultStatus(one.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) end_copy(status);
    if (error == nullptr && is_error(one.get())) error = std::move(one);
  }
  if (pipeline) PQexitPipelineMode(handle_.get());
  finish();
  return error;
}

void Channel::end_copy(ExecStatusType status) {
  if (status != PGRES_COPY_OUT) {
    PQputCopyEnd(handle_.get(), "given up by the client");
    return flush();
  }
  char* data = nullptr;
  for (int size = 0; (size = PQgetCopyData(handle_.get(), &data, 1)) >= 0; PQfreemem(data), data = nullptr) {
    if (size > 0) continue;
    wait(Readiness::readable);
    if (PQconsumeInput(handle_.get()) == 0) return;
  }
}

void Channel::finish() {
  if (!busy_) return;
  busy_ = false;
  if (!canceller_->disarm()) broken_ = true;  // it might hit a later statement
  state_ = broken_ ? TransactionState::unknown : state_of(PQtransactionStatus(handle_.get()), state_);
}

void Channel::fail(ResultPtr error) {
  const Situation now = situation();
  if (busy_) drain();
  Situation then = now;
  then.lost = !usable();
  then.deadline_passed = cut_;
  raise_result(error.get(), then);
}

void Channel::recover() noexcept {
  if (!busy_) return;
  try {
    // Ending a pipeline half-way would keep the part of its work that is done; closing the connection undoes it.
    if (PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF) broken_ = true;
    if (usable()) {
      if (!cut_) cut_short();
      flush();
      drain();
    }
  } catch (...) {
    broken_ = true;
  }
  finish();
}

TransactionState Channel::state() const noexcept { return usable() ? state_ : TransactionState::unknown; }

bool Channel::still_there() noexcept {
  // The first reading may find the farewell, the second the end behind it.
  for (int i = 0; i < 2 && usable(); ++i) {
    if (PQconsumeInput(handle_.get()) == 0) broken_ = true;
    PQisBusy(handle_.get());  // reads the messages
  }
  return usable();
}

void Channel::abandon() noexcept {
  broken_ = true;
  busy_ = false;
  // What libpq writes when it closes must not reach the server, whose other end the parent still uses.
  const int descriptor = PQsocket(handle_.get());
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (descriptor >= 0 && nowhere >= 0) ::dup2(nowhere, descriptor);
  if (nowhere >= 0) ::close(nowhere);
}

Situation Channel::situation() const {
  Situation now;
  now.bind = bind_;
  now.sql = call_.sql;
  now.phase = call_.phase;
  now.deadline_passed = cut_;
  now.lost = !usable();
  now.in_transaction = state_ == TransactionState::active || state_ == TransactionState::failed;
  now.harmless = call_.harmless;
  return now;
}

}  // namespace bindery::drivers::postgresql
