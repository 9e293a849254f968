// The PostgreSQL driver: opening connections, and the ways in which that fails.
#include "driver_postgresql_kit.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace bindery::postgresql_test {

namespace {

std::string of(Connection& connection, std::string_view sql) { return query(connection, sql).at(0); }

Error failure(const ConnectOptions& options, Deadline limit = deadline(20s)) {
  const auto error = error_of<Error>([&] { drivers::postgresql_driver().connect(options, limit); });
  EXPECT_EQ(std::string(error.what()).find("wrong-pass"), std::string::npos);
  EXPECT_EQ(std::string(error.what()).find("secret@"), std::string::npos);
  EXPECT_EQ(error.details().bind, "bind 'test'");
  return error;
}
Error failure(const Url& url) { return failure(options_for(url)); }

/// A port of this machine that is bound; `listens`: it takes connections but never says a word.
class Port {
 public:
  explicit Port(bool listens) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size), 0);
    if (listens) {
      EXPECT_EQ(::listen(descriptor_, 5), 0);
    }
    EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    number_ = ntohs(address.sin_port);
  }
  ~Port() { ::close(descriptor_); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  int descriptor_;
  std::uint16_t number_ = 0;
};

}  // namespace

TEST(PostgresqlConnect, BySocketAndByNetwork) {
  EXPECT_EQ(of(*open(options_for(socket_url())), "SELECT current_user::text, inet_server_addr() IS NULL"),
            "text bindery|true");
  EXPECT_EQ(of(*open(options_for(server_url())), "SELECT current_user::text, inet_server_addr() IS NULL"),
            "text bindery|false");
}

TEST(PostgresqlConnect, SetsNameAndEncoding) {
  EXPECT_EQ(of(*open(options_for(server_url())), "SHOW application_name"), "text bindery");
  EXPECT_EQ(of(*open(options_for(server_url())), "SHOW client_encoding"), "text UTF8");
  EXPECT_EQ(
      of(*open(options_for(server_url().with_query("application_name", "mine"))), "SHOW application_name"),
      "text mine");
  auto options = options_for(server_url());
  options.connect_args["application_name"] = "yours";
  options.connect_args["options"] = "-c work_mem=123kB";
  options.isolation_level = IsolationLevel::repeatable_read;
  const auto connection = open(options);
  EXPECT_EQ(of(*connection, "SHOW application_name"), "text yours");
  EXPECT_EQ(of(*connection, "SHOW work_mem"), "text 123kB");
  EXPECT_EQ(of(*connection, "SHOW default_transaction_isolation"), "text repeatable read");
}

TEST(PostgresqlConnect, EncryptsAndChecksTheServer) {
  const std::string encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  const Url url = server_url();
  EXPECT_EQ(of(*open(options_for(url.with_query("sslmode", "require"))), encrypted), "true");
  EXPECT_EQ(of(*open(options_for(url.with_query("sslmode", "disable"))), encrypted), "false");
  const Url checked =
      url.with_query("sslmode", "verify-full").with_query("sslrootcert", environment("BINDERY_TEST_CA"));
  EXPECT_EQ(of(*open(options_for(checked)), encrypted), "true");
  const Url other =
      url.with_query("sslmode", "verify-ca").with_query("sslrootcert", environment("BINDERY_TEST_OTHER_CA"));
  EXPECT_NE(failure(other).message().find("certificate verify failed"), std::string::npos);
  // A big statement and a big answer over TLS.
  const std::string big(3'000'000, 'x');
  EXPECT_EQ(query(*open(options_for(checked)), "SELECT $1", {text(big)}).at(0).size(), big.size() + 5);
}

TEST(PostgresqlConnect, TellsWhyItFailed) {
  const Url url = server_url();
  const Error password = failure(url.with_password(Secret("wrong-pass")));
  EXPECT_EQ(password.kind(), ErrorKind::operational);
  EXPECT_EQ(password.details().sqlstate, "28P01");
  EXPECT_EQ(password.details().phase, Phase::connect);
  EXPECT_NE(password.message().find("password authentication failed for user \"bindery\""), std::string::npos)
      << password.what();
  EXPECT_EQ(password.message().find('\n'), std::string::npos);

  const Error database = failure(url.with_database("no_such_database"));
  EXPECT_EQ(database.details().sqlstate, "3D000");
  EXPECT_NE(database.message().find("database \"no_such_database\" does not exist"), std::string::npos)
      << database.what();

  const Error host = failure(url.with_host("no-such-host.invalid"));
  EXPECT_EQ(host.kind(), ErrorKind::connection_lost);
  EXPECT_EQ(host.details().sqlstate, "08001");
  EXPECT_NE(host.message().find("no-such-host.invalid"), std::string::npos) << host.what();

  const Port closed(false);
  const Error refused = failure(url.with_host("127.0.0.1", closed.number()));
  EXPECT_EQ(refused.kind(), ErrorKind::connection_lost);
  EXPECT_EQ(refused.retry(), Retry::reconnect);
  EXPECT_NE(refused.message().find("refused"), std::string::npos) << refused.what();

  const Error keyword = failure(url.with_query("aplication_name", "x"));
  EXPECT_EQ(keyword.kind(), ErrorKind::config);
  EXPECT_NE(keyword.message().find("did you mean 'application_name'"), std::string::npos) << keyword.what();
}

TEST(PostgresqlConnect, KeepsToTheDeadline) {
  const Port silent(true);
  const auto options = options_for(server_url().with_host("127.0.0.1", silent.number()));
  const Error error = failure(options, deadline(100ms));
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_EQ(error.details().phase, Phase::connect);
}

TEST(PostgresqlConnect, TriesItsServersInOrder) {
  const Url url = server_url();
  const Port closed(false), silent(true);
  const Host here = url.hosts().at(0);
  const Url many = url.with_hosts({{"127.0.0.1", closed.number()}, {"127.0.0.1", silent.number()}, here});
  const auto connection = drivers::postgresql_driver().connect(options_for(many), deadline(2s));
  EXPECT_EQ(of(*connection, "SELECT inet_server_port()"), std::to_string(here.port));
  // Which server takes writes is libpq's to find out.
  const Url writable =
      url.with_hosts({{"127.0.0.1", closed.number()}, here}).with_query("target_session_attrs", "read-write");
  EXPECT_EQ(of(*open(options_for(writable)), "SELECT 1"), "1");
}

}  // namespace bindery::postgresql_test
