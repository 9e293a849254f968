// Borrowing connections: alone, and by many threads that wait for few.
#include <fmt/format.h>

#include <thread>

#include "harness/processors.hpp"
#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

constexpr std::size_t threads = 16, connections = 4, checkouts = 2000;

void use(Connection& connection) { keep(connection.in_transaction()); }

/// Each thread borrows and gives back a connection again and again.
void contend(Engine& engine) {
  const Moved everywhere(every_processor());
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      for (std::size_t n = 0; n < checkouts; ++n) {
        auto connection = engine.connect();
        use(connection);
      }
    });
  }
}

}  // namespace

void pool_checkout(Stage& stage, const Measure& measure) {
  const auto engine =
      Engine::make("pool", {.url = stage.url(), .pool = {.size = connections, .max_overflow = 0}});
  const auto once = [&] {
    for (std::size_t i = 0; i < few; ++i) {
      auto connection = engine->connect();
      use(connection);
    }
  };
  measure({{"bindery", few, once},
           {fmt::format("bindery, {} threads on {}", threads, connections), threads * checkouts,
            [&] { contend(*engine); }}});
}

}  // namespace bindery::bench
