// Database URLs: every form that users of Flask-SQLAlchemy write.
#include <bindery/core/error.hpp>
#include <bindery/core/url.hpp>
#include <bindery/core/format.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace bindery {
namespace {

std::string message_of(std::string_view text) {
  try {
    static_cast<void>(Url::parse(text));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

struct SchemeCase {
  const char* scheme;
  Backend backend;
};

class UrlSchemes : public testing::TestWithParam<SchemeCase> {};

TEST_P(UrlSchemes, name_their_backend) {
  const auto [scheme, backend] = GetParam();
  const bool sqlite = backend == Backend::sqlite;
  const Url url = Url::parse(std::string(scheme) + (sqlite ? ":///x.db" : "://localhost/x"));
  EXPECT_EQ(url.backend(), backend);
  EXPECT_EQ(url.scheme(), scheme);
  EXPECT_EQ(url.database(), sqlite ? "x.db" : "x");
}

INSTANTIATE_TEST_SUITE_P(
    Url, UrlSchemes,
    testing::Values(
        SchemeCase{"postgres", Backend::postgresql}, SchemeCase{"postgresql", Backend::postgresql},
        SchemeCase{"postgresql+psycopg2", Backend::postgresql},
        SchemeCase{"postgresql+any_thing", Backend::postgresql},
        SchemeCase{"postgres+asyncpg", Backend::postgresql}, SchemeCase{"mysql", Backend::mariadb},
        SchemeCase{"mysqldb", Backend::mariadb}, SchemeCase{"mysql+mysqldb", Backend::mariadb},
        SchemeCase{"mysql+pymysql", Backend::mariadb}, SchemeCase{"mariadb", Backend::mariadb},
        SchemeCase{"mariadb+mariadbconnector", Backend::mariadb}, SchemeCase{"sqlite", Backend::sqlite},
        SchemeCase{"sqlite+pysqlite", Backend::sqlite}, SchemeCase{"sqlite+aiosqlite", Backend::sqlite}));

TEST(Url, has_all_its_parts) {
  const Url url =
      Url::parse("postgresql+psycopg2://scott:tiger@db.example:5433/main?sslmode=require&a=1&a=2&b");
  EXPECT_EQ(url.user(), "scott");
  EXPECT_EQ(url.password().reveal(), "tiger");
  EXPECT_EQ(url.hosts(), (std::vector<Host>{{"db.example", 5433}}));
  EXPECT_EQ(url.database(), "main");
  EXPECT_EQ(url.query(), (Url::Query{{"sslmode", "require"}, {"a", "1"}, {"a", "2"}, {"b", ""}}));
  EXPECT_EQ(url.query("a"), "2");
  EXPECT_EQ(url.query("nothing"), std::nullopt);
}

TEST(Url, needs_neither_host_nor_database) {
  const Url bare = Url::parse("postgresql://");
  EXPECT_TRUE(bare.hosts().empty());
  EXPECT_EQ(bare.database(), "");
  EXPECT_EQ(Url::parse("postgresql:///db").database(), "db");
  EXPECT_EQ(Url::parse("mysql://u@/db").user(), "u");
  EXPECT_EQ(Url::parse("postgresql://h?connect_timeout=3").query("connect_timeout"), "3");
}

TEST(Url, decodes_every_part_and_keeps_plus) {
  const Url url = Url::parse("postgresql://u%40x:p%2Fw%3A%25+@h%2Dx/d%20b%3F?k%26=v%3D+1");
  EXPECT_EQ(url.user(), "u@x");
  EXPECT_EQ(url.password().reveal(), "p/w:%+");
  EXPECT_EQ(url.hosts()[0].name, "h-x");
  EXPECT_EQ(url.database(), "d b?");
  EXPECT_EQ(url.query(), (Url::Query{{"k&", "v=+1"}}));
}

TEST(Url, takes_passwords_that_were_not_encoded) {
  EXPECT_EQ(Url::parse("postgres://u:p@ss:w@h/db").password().reveal(), "p@ss:w");
  EXPECT_EQ(Url::parse("postgres://u:p/w@h/db").password().reveal(), "p/w");
  EXPECT_EQ(Url::parse("postgres://u:12/w@h/db").password().reveal(), "12/w");
  EXPECT_EQ(Url::parse("postgres://u:p?w#@h/db").password().reveal(), "p?w#");
  EXPECT_EQ(Url::parse("postgres://h:5432/db?application_name=a@b").hosts()[0].port, 5432);
}

TEST(Url, may_name_several_hosts) {
  const Url url = Url::parse("postgresql://u@h1:1,h2,[::1]:2/db");
  EXPECT_EQ(url.hosts(), (std::vector<Host>{{"h1", 1}, {"h2", 0}, {"::1", 2}}));
  EXPECT_EQ(url.to_string(), "postgresql://u@h1:1,h2,[::1]:2/db");
  EXPECT_EQ(Url::parse("postgresql:///db?host=a:1&host=b").hosts(), (std::vector<Host>{{"a", 1}, {"b", 0}}));
  EXPECT_EQ(Url::parse("postgresql:///db?host=a,b&port=1,2").hosts(),
            (std::vector<Host>{{"a", 1}, {"b", 2}}));
  EXPECT_EQ(Url::parse("postgresql://a,b/db?port=7").hosts(), (std::vector<Host>{{"a", 7}, {"b", 7}}));
}

TEST(Url, takes_ipv6_in_brackets) {
  EXPECT_EQ(Url::parse("mysql://[2001:db8::1]/x").hosts(), (std::vector<Host>{{"2001:db8::1", 0}}));
  EXPECT_EQ(Url::parse("mysql://[fe80::1%25eth0]:3306/x").hosts()[0].name, "fe80::1%eth0");
  EXPECT_EQ(Url::parse("mysql://[fe80::1%25eth0]:3306/x").to_string(), "mysql://[fe80::1%25eth0]:3306/x");
  EXPECT_NE(message_of("mysql://[::zz]/x"), "");
  EXPECT_NE(message_of("mysql://[::1/x"), "");
  EXPECT_NE(message_of("mysql://[::1]x/x"), "");
}

TEST(Url, knows_unix_sockets) {
  const Url in_query = Url::parse("postgresql://u@/db?host=/var/run/postgresql&port=5433");
  EXPECT_EQ(in_query.hosts(), (std::vector<Host>{{"/var/run/postgresql", 5433}}));
  EXPECT_TRUE(in_query.hosts()[0].is_socket());
  EXPECT_EQ(in_query.to_string(), "postgresql://u@/db?host=/var/run/postgresql&port=5433");
  const Url encoded = Url::parse("postgresql://u@%2Fvar%2Frun:5433/db");
  EXPECT_EQ(encoded.hosts(), (std::vector<Host>{{"/var/run", 5433}}));
  EXPECT_EQ(encoded.to_string(), "postgresql://u@%2Fvar%2Frun:5433/db");
  const Url mysql = Url::parse("mysql://u@localhost/db?unix_socket=/run/mysqld.sock");
  EXPECT_EQ(mysql.hosts(), (std::vector<Host>{{"/run/mysqld.sock", 0}}));
}

TEST(Url, brings_tls_parameters_to_one_form) {
  auto tls = [](const char* query) { return Url::parse(std::string("mysql://h/d?") + query).tls(); };
  EXPECT_EQ(tls("").mode, TlsMode::prefer);
  EXPECT_EQ(tls("sslmode=disable").mode, TlsMode::disable);
  EXPECT_EQ(tls("sslmode=verify-full").mode, TlsMode::verify_full);
  EXPECT_EQ(tls("ssl_mode=VERIFY_IDENTITY").mode, TlsMode::verify_full);
  EXPECT_EQ(tls("ssl=true").mode, TlsMode::require);
  EXPECT_EQ(tls("ssl=false").mode, TlsMode::disable);
  EXPECT_EQ(tls("ssl_disabled=1").mode, TlsMode::disable);
  EXPECT_EQ(tls("ssl_verify_cert=true").mode, TlsMode::verify_ca);
  EXPECT_EQ(tls("ssl_verify=true").mode, TlsMode::verify_full);
  EXPECT_EQ(tls("ssl_ca=/c&ssl_cert=/d&ssl_key=/e"), (TlsOptions{TlsMode::verify_ca, "/c", "/d", "/e"}));
  EXPECT_EQ(tls("sslmode=require&sslrootcert=/c"), (TlsOptions{TlsMode::require, "/c", "", ""}));
  EXPECT_NE(message_of("mysql://h/d?sslmode=perhaps").find("sslmode=perhaps"), std::string::npos);
  EXPECT_NE(message_of("mysql://h/d?ssl_verify=perhaps"), "");
}

TEST(Url, masks_passwords_wherever_it_is_printed) {
  for (const char* text : {"postgresql://u:hunter2@h/db", "postgresql://u@h/db?password=hunter2",
                           "mysql://u@h/db?passwd=hunter2", "postgresql://u@h/db?sslpassword=hunter2"}) {
    const Url url = Url::parse(text);
    std::ostringstream out;
    out << url << fmt::format("{}", url) << url.to_string();
    EXPECT_EQ(out.str().find("hunter2"), std::string::npos) << out.str();
    EXPECT_NE(url.to_string().find("***"), std::string::npos);
    EXPECT_NE(url.reveal().reveal().find("hunter2"), std::string::npos);
  }
  EXPECT_EQ(Url::parse("postgresql://u:hunter2@h:1/db?a=b").to_string(), "postgresql://u:***@h:1/db?a=b");
}

TEST(Url, reads_again_what_it_reveals) {
  for (const char* text : {"postgresql://u:p%40%3A%2F%25%3F%23@h:1,h2/d%20b%3F?a=b%26&a=%2B",
                           "sqlite:////tmp/a%20%25.db?mode=ro", "sqlite:///file:x.db?mode=ro&uri=true",
                           "sqlite:///file::memory:?cache=shared", "mysql://%2Frun%2Fx/d"}) {
    const Url url = Url::parse(text);
    EXPECT_EQ(Url::parse(url.reveal().reveal()), url) << text;
  }
}

TEST(Url, never_echoes_what_it_cannot_read) {
  for (const char* text :
       {"u:hunter2@h/db", "postgres:/u:hunter2@h/db", "postgres://u:hunter2", "postgres://u:hunter2%zz@h/db",
        "postgres://u:x@h:hunter2/db", "postgres://u:x@hunter2 hunter2/db", "postgress://u:hunter2@h/db",
        "u:hunter2@x://h", "sqlite://u:hunter2@h/db", "postgres://u:x@[hunter2]/db",
        "postgres://u:1?hunter2@h/db"}) {
    const std::string message = message_of(text);
    EXPECT_NE(message, "") << text;
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
}

TEST(Url, tells_what_is_wrong) {
  EXPECT_NE(message_of("postgress://h/db").find("did you mean 'postgres'"), std::string::npos);
  EXPECT_NE(message_of("oracle://h/db").find("unknown kind of database 'oracle'"), std::string::npos);
  EXPECT_NE(message_of("postgres://h:99999/db").find("65535"), std::string::npos);
  EXPECT_NE(message_of("postgres://h:0/db").find("65535"), std::string::npos);
  EXPECT_NE(message_of("postgres://h/d%b").find("%25"), std::string::npos);
  EXPECT_NE(message_of("postgres://h/d%00b"), "");
  EXPECT_NE(message_of("sqlite://x.db").find("sqlite:///file.db"), std::string::npos);
  EXPECT_NE(message_of("sqlite:///x.db?mode=readonly").find("mode=readonly"), std::string::npos);
  EXPECT_NE(message_of(""), "");
}

TEST(Url, gives_copies_with_changes) {
  const Url url = Url::parse("postgresql://u:p@h:1/db?host=x&a=1");
  EXPECT_EQ(url.with_database("other").to_string(), "postgresql://u:***@h:1/other?host=x&a=1");
  EXPECT_EQ(url.with_host("/run", 2).to_string(), "postgresql://u:***@%2Frun:2/db?a=1");
  EXPECT_EQ(url.with_query("a", "2").query("a"), "2");
  EXPECT_EQ(url.with_user("w").with_password(Secret("s")).reveal().reveal(),
            "postgresql://w:s@h:1/db?host=x&a=1");
  EXPECT_EQ(url.database(), "db");
}

struct SqliteCase {
  const char* url;
  const char* text;
  bool in_memory, shared_cache, read_only;
};

class SqliteUrls : public testing::TestWithParam<SqliteCase> {};

TEST_P(SqliteUrls, name_their_place) {
  const SqliteCase& wanted = GetParam();
  const SqliteLocation location = Url::parse(wanted.url).sqlite_location("/base");
  EXPECT_EQ(location.text, wanted.text);
  EXPECT_EQ(location.is_uri, location.text.starts_with("file:"));
  EXPECT_EQ(location.in_memory, wanted.in_memory);
  EXPECT_EQ(location.shared_cache, wanted.shared_cache);
  EXPECT_EQ(location.read_only, wanted.read_only);
  EXPECT_EQ(location.file.empty(), wanted.in_memory);
}

INSTANTIATE_TEST_SUITE_P(
    Url, SqliteUrls,
    testing::Values(
        SqliteCase{"sqlite://", ":memory:", true, false, false},
        SqliteCase{"sqlite:///", ":memory:", true, false, false},
        SqliteCase{"sqlite:///:memory:", ":memory:", true, false, false},
        SqliteCase{"sqlite:///x.db", "/base/x.db", false, false, false},
        SqliteCase{"sqlite:///a/../b/x.db", "/base/b/x.db", false, false, false},
        SqliteCase{"sqlite:////abs/x.db", "/abs/x.db", false, false, false},
        SqliteCase{"sqlite+pysqlite:////abs/x%20y.db", "/abs/x y.db", false, false, false},
        SqliteCase{"sqlite:////abs/x.db?timeout=5&check_same_thread=false", "/abs/x.db", false, false, false},
        SqliteCase{"sqlite:////abs/x.db?mode=ro", "file:/abs/x.db?mode=ro", false, false, true},
        SqliteCase{"sqlite:////abs/a%3Fb%25.db?mode=ro", "file:/abs/a%3Fb%25.db?mode=ro", false, false, true},
        SqliteCase{"sqlite:///file:x.db?mode=ro&uri=true", "file:/base/x.db?mode=ro", false, false, true},
        SqliteCase{"sqlite:///file:x.db?uri=true", "file:/base/x.db", false, false, false},
        SqliteCase{"sqlite:///file:/abs/x.db?uri=true", "file:/abs/x.db", false, false, false},
        SqliteCase{"sqlite:///file:///abs/x.db?uri=true", "file:/abs/x.db", false, false, false},
        SqliteCase{"sqlite:///file://localhost/abs/x.db?immutable=1", "file:/abs/x.db?immutable=1", false,
                   false, true},
        SqliteCase{"sqlite:///file:name?mode=memory&cache=shared", "file:name?mode=memory&cache=shared", true,
                   true, false}));

TEST(Url, C18_file_memory_is_a_memory_database) {
  for (const char* text :
       {"sqlite:///file::memory:?cache=shared", "sqlite:///file::memory:?cache=shared&uri=true"}) {
    const SqliteLocation location = Url::parse(text).sqlite_location("/base");
    EXPECT_EQ(location.text, "file::memory:?cache=shared");
    EXPECT_TRUE(location.in_memory);
    EXPECT_TRUE(location.shared_cache);
    EXPECT_TRUE(location.file.empty());
  }
}

TEST(Url, defect_E_uri_false_means_false) {
  EXPECT_EQ(Url::parse("sqlite:///abcdefgh.db?uri=false").sqlite_location("/base").text, "/base/abcdefgh.db");
  EXPECT_EQ(Url::parse("sqlite:///abcdefgh.db?uri=true").sqlite_location("/base").text, "/base/abcdefgh.db");
  EXPECT_EQ(Url::parse("sqlite:///file:x.db?uri=false").sqlite_location("/base").text, "/base/file:x.db");
  EXPECT_NE(message_of("sqlite:///file:x.db?uri=perhaps"), "");
}

TEST(Url, only_sqlite_has_a_location) {
  EXPECT_THROW(static_cast<void>(Url::parse("postgres://h/d").sqlite_location("/")), ConfigError);
}

}  // namespace
}  // namespace bindery
