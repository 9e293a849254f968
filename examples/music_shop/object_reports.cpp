// Reports over loaded objects: each names what it needs, and nothing is read behind its back.
#include "object_reports.hpp"

namespace music_shop {

std::vector<AccountLine> accounts(Session& session) {
  const auto customers = session.scalars(
      select<Customer>()
          .where(col<&Customer::country> == "Portugal" && any<&Customer::invoices>())
          .order_by(col<&Customer::id>)
          .limit(5)
          .options(joined<&Customer::support>,
                   selectin<&Customer::invoices, &Invoice::lines, &InvoiceLine::track, &Track::album>));
  std::vector<AccountLine> lines;
  for (const auto& customer : customers) {
    for (const auto& invoice : customer->invoices) {
      for (const auto& line : invoice->lines) {
        lines.push_back({customer->last_name, customer->support ? customer->support->last_name : "nobody",
                         invoice->billed, line->track->name, line->track->album->title, line->unit_price});
      }
    }
  }
  return lines;
}

std::vector<Discography> discographies(Session& session) {
  const auto artists = session.scalars(select<Artist>()
                                           .where(starts_with(col<&Artist::name>, "C"))
                                           .order_by(col<&Artist::id>)
                                           .limit(20)
                                           .options(selectin<&Artist::albums>));
  std::vector<Ref<Album>> albums;
  for (const auto& artist : artists) {
    for (const auto& album : artist->albums) albums.push_back(album);
  }
  const auto tracks = session.count<&Album::tracks>(albums);
  std::vector<Discography> rows;
  for (std::size_t i = 0; i < albums.size(); ++i) {
    rows.push_back({albums[i]->artist->name, albums[i]->title, tracks[i]});
  }
  return rows;
}

namespace {

void list_team(const Ref<Employee>& leader, int levels, std::vector<TeamMember>& rows) {
  for (const auto& member : leader->team) {
    rows.push_back({leader->last_name, member->last_name, static_cast<std::int64_t>(member->team.size())});
    if (levels > 1) list_team(member, levels - 1, rows);
  }
}

}  // namespace

std::vector<TeamMember> teams(Session& session) {
  const auto chief = session
                         .scalars(select<Employee>()
                                      .where(col<&Employee::manager_id> == std::nullopt)
                                      .options(selectin<&Employee::team, &Employee::team, &Employee::team>))
                         .one();
  std::vector<TeamMember> rows;
  list_team(chief, 2, rows);
  return rows;
}

std::vector<MixEntry> mixes(Session& session) {
  const auto tracks =
      session.scalars(select<Track>()
                          .where(col<&Track::unit_price> > Decimal("1") && any<&Track::playlists>())
                          .order_by(col<&Track::id>)
                          .limit(30)
                          .options(selectin<&Track::playlists>, selectin<&Track::genre>));
  std::vector<MixEntry> rows;
  for (const auto& track : tracks) {
    for (const auto& playlist : track->playlists) {
      rows.push_back({playlist->name, track->name, track->genre ? track->genre->name : "none"});
    }
  }
  return rows;
}

}  // namespace music_shop
