// Questions that are easier asked of objects: what belongs together is loaded, and then walked in plain C++.
#pragma once
#include "models.hpp"

#include <vector>

namespace music_shop {

struct AccountLine {
  std::string customer;
  std::string support;
  Date billed{};
  std::string track;
  std::string album;
  Decimal price;
};
/// What the customers of a city bought, and who looks after them: five tables deep, a statement for each.
std::vector<AccountLine> accounts(Session& session);

struct Discography {
  std::string artist;
  std::string album;
  std::int64_t tracks = 0;
};
/// The albums of a few artists, and how many tracks each has: counted without loading them.
std::vector<Discography> discographies(Session& session);

struct TeamMember {
  std::string leader;
  std::string member;
  std::int64_t below = 0;  ///< how many report to the member
};
/// Who works for whom: a tree, four levels of one table.
std::vector<TeamMember> teams(Session& session);

struct MixEntry {
  std::string playlist;
  std::string track;
  std::string genre;
};
/// Which playlists the dearest tracks are on: many-to-many, and a relation that may be empty.
std::vector<MixEntry> mixes(Session& session);

}  // namespace music_shop
