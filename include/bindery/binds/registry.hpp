// The registry: which engine stands behind each bind key, at any time, for any thread.
#pragma once
#include <bindery/engine/engine.hpp>

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// Engines by bind key. Thread-safe. Engines taken out are drained: work that has a connection goes on to its end.
class Registry final : public EngineSource {
 public:
  std::shared_ptr<Engine> engine(std::string_view bind_key) const override;
  std::shared_ptr<Engine> engine_for_text() const override;
  std::shared_ptr<Engine> engine_for_constants() const override;

  bool contains(std::string_view bind_key) const;
  /// The default bind first, the others by key.
  std::vector<std::shared_ptr<Engine>> engines() const;
  /// Throws BindError if the key is taken.
  void add(std::shared_ptr<Engine> engine);
  /// Throws BindError if there is no such bind.
  void replace(std::shared_ptr<Engine> engine);
  void remove(std::string_view bind_key);

 private:
  [[noreturn]] void unknown(std::string_view bind_key) const;

  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<Engine>, std::less<>> engines_;
};

}  // namespace bindery
