// Configuration: from settings as users write them to the options of each engine.
#include "config_helpers.hpp"

#include <fstream>

namespace bindery {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace config_tests;

TEST(Config, FSA_02_engine_per_bind) {
  const auto binds = resolve({.database_uri = "postgres://localhost/main",
                              .binds = {{"users", "mysqldb://localhost/users"},
                                        {"appmeta", "sqlite:////path/to/appmeta.db?mode=ro"}}});
  ASSERT_EQ(binds.size(), 3u);
  EXPECT_EQ(binds[0].key, "");
  EXPECT_EQ(binds[1].key, "appmeta");
  EXPECT_EQ(binds[2].key, "users");
  EXPECT_EQ(binds[0].options.url.backend(), Backend::postgresql);
  EXPECT_EQ(binds[2].options.url.backend(), Backend::mariadb);
  EXPECT_TRUE(binds[1].options.read_only);
  EXPECT_FALSE(binds[2].options.read_only);
}

TEST(Config, FSA_03_config_engine_options) {
  EXPECT_EQ(only({.database_uri = "sqlite://", .engine_options = {{"echo", true}}}).echo, Echo::on);
}

TEST(Config, FSA_04_init_engine_options) {
  const auto binds =
      resolve({.database_uri = "sqlite:////tmp/x.db",
               .binds = {{"a", "sqlite:////tmp/a.db"}},
               .engine_options = {{"echo", false}, {"pool_size", 7}},
               .default_engine_options = {{"echo", true}, {"pool_size", 3}, {"pool_pre_ping", true}}});
  EXPECT_EQ(bind_of(binds, "").echo, Echo::off);
  EXPECT_EQ(bind_of(binds, "").pool.size, 7u);
  EXPECT_TRUE(bind_of(binds, "").pool.pre_ping);
  EXPECT_EQ(bind_of(binds, "a").echo, Echo::on);
  EXPECT_EQ(bind_of(binds, "a").pool.size, 3u);
}

TEST(Config, FSA_05_config_echo) {
  const auto binds =
      resolve({.database_uri = "sqlite://",
               .binds = {{"a", "sqlite://"}, {"b", BindOptions{"sqlite://", {{"echo", "false"}}}}},
               .echo = "debug"});
  EXPECT_EQ(bind_of(binds, "").echo, Echo::debug);
  EXPECT_EQ(bind_of(binds, "").echo_pool, Echo::debug);
  EXPECT_EQ(bind_of(binds, "a").echo, Echo::debug);
  EXPECT_EQ(bind_of(binds, "b").echo, Echo::off);
  EXPECT_EQ(bind_of(binds, "b").echo_pool, Echo::debug);
}

TEST(Config, FSA_06_url_type) {
  const std::string text = "sqlite:////tmp/x.db";
  const Config config{.binds = {{"literal", "sqlite:////tmp/x.db"},
                                {"string", text},
                                {"url", Url::parse(text)},
                                {"options", BindOptions{.url = text, .options = {}}},
                                {"options_url", BindOptions{.url = Url::parse(text), .options = {}}},
                                {"inside", BindOptions{.url = {}, .options = {{"url", text}}}}}};
  const auto binds = resolve(config);
  ASSERT_EQ(binds.size(), 6u);
  for (const ResolvedBind& bind : binds) EXPECT_EQ(bind.options.url.to_string(), text) << bind.key;
}

TEST(Config, FSA_07_no_binds_error) {
  EXPECT_TRUE(holds(resolve_error({}), "Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set"));
  EXPECT_TRUE(holds(resolve_error({.engine_options = {{"echo", true}}}), "must be set"));
}

TEST(Config, FSA_08_no_default_url) {
  const auto binds = resolve({.binds = {{"other", "sqlite://"}}, .engine_options = {{"echo", true}}});
  ASSERT_EQ(binds.size(), 1u);
  EXPECT_EQ(binds[0].key, "other");
  EXPECT_EQ(binds[0].options.echo, Echo::off);
}

TEST_F(ConfigFiles, FSA_09_sqlite_relative_path) {
  const fs::path instance = directory_ / "instance";
  const EngineOptions options = only({.database_uri = "sqlite:///sub/test.db", .instance_path = instance});
  EXPECT_EQ(options.url.sqlite_location(options.base_directory).file, instance / "sub/test.db");
  EXPECT_TRUE(fs::is_directory(instance / "sub"));
  EXPECT_FALSE(options.pool.shared_single);
  EXPECT_EQ(options.pool.kind, PoolKind::queue);
}

TEST_F(ConfigFiles, FSA_10_sqlite_driver_level_uri) {
  const fs::path instance = directory_ / "instance";
  const EngineOptions options =
      only({.database_uri = "sqlite:///file:test.db?uri=true", .instance_path = instance});
  const SqliteLocation location = options.url.sqlite_location(options.base_directory);
  EXPECT_EQ(location.text, "file:" + (instance / "test.db").string());
  EXPECT_TRUE(fs::is_directory(instance));
}

TEST_F(ConfigFiles, a_directory_that_cannot_be_made_is_told) {
  std::ofstream(directory_ / "file") << "in the way";
  const std::string error =
      resolve_error({.database_uri = "sqlite:///test.db", .instance_path = directory_ / "file" / "below"});
  EXPECT_TRUE(holds(error, "the default bind: cannot make the directory")) << error;
}

TEST_F(ConfigFiles, read_only_files_need_no_directory) {
  const EngineOptions options =
      only({.database_uri = "sqlite:///file:x.db?mode=ro&uri=true", .instance_path = directory_ / "none"});
  EXPECT_TRUE(options.read_only);
  EXPECT_FALSE(fs::exists(directory_ / "none"));
}

void expect_single(const PoolOptions& pool) {
  EXPECT_TRUE(pool.shared_single);
  EXPECT_EQ(pool.size, 1u);
  EXPECT_EQ(pool.max_overflow, 0);
  EXPECT_EQ(pool.recycle, std::nullopt);
  EXPECT_EQ(pool.max_lifetime, 0ms);
  EXPECT_EQ(pool.idle_timeout, 0ms);
}

TEST(Config, FSA_11_sqlite_memory_defaults) {
  for (const char* url :
       {"sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite+pysqlite://", "sqlite+aiosqlite://"})
    expect_single(only({.database_uri = url}).pool);
  expect_single(only({.database_uri = "sqlite://", .default_engine_options = {{"pool_size", 5}}}).pool);
}

TEST(Config, FSA_110_pool_class_default) { expect_single(only({.database_uri = "sqlite://"}).pool); }

TEST(Config, FSA_111_memory_database_with_a_pool_size) {
  for (int size : {0, 1, 5}) {
    const std::string error =
        resolve_error({.database_uri = "sqlite://", .engine_options = {{"pool_size", size}}});
    EXPECT_TRUE(holds(error, "the default bind: option 'pool_size'")) << error;
    EXPECT_TRUE(holds(error, "data loss")) << error;
  }
}

TEST(Config, FSA_112_poolclass_of_the_user_wins) {
  EXPECT_EQ(option({{"poolclass", "NullPool"}}, "sqlite:////tmp/x.db").pool.kind, PoolKind::none);
  EXPECT_EQ(option({{"poolclass", "sqlalchemy.pool.NullPool"}}).pool.kind, PoolKind::none);
  EXPECT_EQ(option({{"poolclass", "QueuePool"}}).pool.kind, PoolKind::queue);
  expect_single(option({{"poolclass", "StaticPool"}, {"pool_size", 4}}, "sqlite:////tmp/x.db").pool);
  EXPECT_TRUE(
      holds(resolve_error({.database_uri = "sqlite://", .engine_options = {{"poolclass", "NullPool"}}}),
            "would be lost"));
  EXPECT_TRUE(holds(resolve_error({.database_uri = "sqlite://", .engine_options = {{"poolclass", "MyPool"}}}),
                    "option 'poolclass': must be 'QueuePool', 'NullPool' or 'StaticPool', not 'MyPool'"));
}

TEST(Config, C18_file_memory_with_shared_cache_is_a_memory_database) {
  const char* url = "sqlite:///file::memory:?cache=shared&uri=true";
  expect_single(only({.database_uri = url}).pool);
  const PoolOptions many = option({{"poolclass", "QueuePool"}, {"pool_size", 4}}, url).pool;
  EXPECT_EQ(many.size, 4u);
  EXPECT_EQ(many.min_idle, 1u);
  EXPECT_EQ(many.max_lifetime, 0ms);
}

TEST(Config, FSA_12_mysql_defaults) {
  for (const char* url :
       {"mysql:///test", "mysqldb:///test", "mysql+pymysql:///test", "mariadb+mysqldb:///test"}) {
    const EngineOptions options = only({.database_uri = url});
    EXPECT_EQ(options.pool.recycle, 7200s) << url;
    EXPECT_EQ(options.url.query("charset"), "utf8mb4") << url;
  }
  EXPECT_EQ(only({.database_uri = "mysql:///t?charset=latin1"}).url.query("charset"), "latin1");
  EXPECT_EQ(option({{"pool_recycle", 60}}, "mysql:///t").pool.recycle, 60s);
  EXPECT_EQ(option({{"pool_recycle", -1}}, "mysql:///t").pool.recycle, std::nullopt);
  EXPECT_EQ(option({{"pool_recycle", nullptr}}, "mysql:///t").pool.recycle, std::nullopt);
  EXPECT_EQ(
      only({.database_uri = "mysql:///t", .default_engine_options = {{"pool_recycle", 5}}}).pool.recycle, 5s);
  EXPECT_EQ(only({.database_uri = "postgres:///t"}).pool.recycle, std::nullopt);
}

TEST(Config, defect_F_no_recycle_without_a_queue) {
  EXPECT_EQ(option({{"poolclass", "NullPool"}}, "mysql:///t").pool.recycle, std::nullopt);
}

TEST(Config, defect_A_the_default_entry_beats_constructor_options) {
  const EngineOptions options =
      only({.binds = {{"", BindOptions{"sqlite:////tmp/x.db", {{"echo", false}, {"pool_size", 9}}}}},
            .default_engine_options = {{"echo", true}, {"pool_size", 1}}});
  EXPECT_EQ(options.echo, Echo::off);
  EXPECT_EQ(options.pool.size, 9u);
}

TEST(Config, defect_B_engine_options_reach_a_default_bind_among_the_binds) {
  const EngineOptions options =
      only({.binds = {{"", BindOptions{"sqlite:////tmp/x.db", {{"pool_size", 9}, {"max_overflow", 2}}}}},
            .engine_options = {{"pool_size", 4}}});
  EXPECT_EQ(options.pool.size, 4u);
  EXPECT_EQ(options.pool.max_overflow, 2);
}

TEST(Config, the_default_url_has_an_order_too) {
  const char *one = "sqlite:////tmp/1.db", *two = "sqlite:////tmp/2.db", *three = "sqlite:////tmp/3.db";
  EXPECT_EQ(only({.database_uri = one, .binds = {{"", three}}, .engine_options = {{"url", two}}}).url,
            Url::parse(one));
  EXPECT_EQ(only({.binds = {{"", three}}, .engine_options = {{"url", two}}}).url, Url::parse(two));
  EXPECT_EQ(only({.engine_options = {{"url", two}}}).url, Url::parse(two));
  EXPECT_TRUE(holds(resolve_error({.default_engine_options = {{"url", two}}}), "'url' belongs to"));
}

TEST(Config, precedence_is_defaults_then_echo_then_entry_then_engine_options) {
  Config config{.database_uri = "sqlite:////tmp/x.db", .default_engine_options = {{"echo", "debug"}}};
  EXPECT_EQ(only(config).echo, Echo::debug);
  config.echo = true;
  EXPECT_EQ(only(config).echo, Echo::on);
  config.binds[""] = BindOptions{.url = {}, .options = {{"echo", "debug"}}};
  EXPECT_EQ(only(config).echo, Echo::debug);
  config.engine_options["echo"] = "no";
  EXPECT_EQ(only(config).echo, Echo::off);
}

TEST(Config, C14_options_are_isolated) {
  const OptionMap shared{{"connect_args", {{"application_name", "x"}}}};
  auto binds = resolve({.database_uri = "sqlite://",
                        .binds = {{"a", "postgres://h/d"}, {"b", "postgres://h/d"}},
                        .default_engine_options = shared});
  EXPECT_EQ(bind_of(binds, "a").connect_args.size(), 1u);
  binds[1].options.connect_args["more"] = "y";
  EXPECT_EQ(bind_of(binds, "a").connect_args.size(), 2u);
  EXPECT_EQ(bind_of(binds, "b").connect_args.size(), 1u);
  EXPECT_EQ(bind_of(binds, "").connect_args.size(), 1u);
}

TEST(Config, FSA_103_url_per_bind_equals_its_setting) {
  const auto binds =
      resolve({.database_uri = "postgresql://u@h/main", .binds = {{"a", "sqlite:////tmp/a.db"}}});
  EXPECT_EQ(bind_of(binds, "").url.to_string(), "postgresql://u@h/main");
  EXPECT_EQ(bind_of(binds, "a").url.to_string(), "sqlite:////tmp/a.db");
}

TEST(Config, FSA_107_defaults) {
  const EngineOptions options = only({.database_uri = "postgres://h/d"});
  EXPECT_EQ(options.echo, Echo::off);
  EXPECT_FALSE(options.record_queries);
  EXPECT_TRUE(options.hide_parameters);
  EXPECT_TRUE(options.managed);
  EXPECT_FALSE(options.read_only);
  EXPECT_EQ(options.pool.size, 5u);
  EXPECT_EQ(options.pool.max_overflow, 10);
  EXPECT_EQ(options.pool.timeout, 30s);
  EXPECT_FALSE(options.pool.pre_ping);
  EXPECT_EQ(options.connect_timeout, 10s);
  EXPECT_EQ(options.statement_timeout, std::nullopt);
  EXPECT_EQ(options.isolation_level, std::nullopt);
}

TEST(Config, FSA_108_echo_default_and_true) {
  EXPECT_EQ(only({.database_uri = "sqlite://"}).echo, Echo::off);
  EXPECT_EQ(only({.database_uri = "sqlite://", .echo = true}).echo, Echo::on);
}

TEST(Config, FSA_109_options_from_config_and_from_init) {
  EXPECT_EQ(option({{"pool_timeout", 5}}).pool.timeout, 5s);
  EXPECT_EQ(
      only({.database_uri = "postgres://h/d", .default_engine_options = {{"pool_timeout", 5}}}).pool.timeout,
      5s);
}

TEST_F(ConfigFiles, FSA_113_sqlite_relative_to_the_base_directory) {
  const EngineOptions options = only({.database_uri = "sqlite:///x.db", .instance_path = directory_});
  EXPECT_EQ(options.url.sqlite_location(options.base_directory).file, directory_ / "x.db");
}

TEST(Config, text_is_read_as_what_an_option_needs) {
  const EngineOptions options = option({{"pool_size", "5"},
                                        {"echo", "false"},
                                        {"pool_recycle", "30"},
                                        {"max_overflow", "-1"},
                                        {"pool_pre_ping", "on"},
                                        {"pool_use_lifo", "0"},
                                        {"pool_timeout", " 2.5 "},
                                        {"idle_timeout", "2min"},
                                        {"max_lifetime", "1h"},
                                        {"statement_timeout", "500ms"},
                                        {"hide_parameters", "n"}});
  EXPECT_EQ(options.pool.size, 5u);
  EXPECT_EQ(options.echo, Echo::off);
  EXPECT_EQ(options.pool.recycle, 30s);
  EXPECT_EQ(options.pool.max_overflow, -1);
  EXPECT_TRUE(options.pool.pre_ping);
  EXPECT_FALSE(options.pool.use_lifo);
  EXPECT_EQ(options.pool.timeout, 2500ms);
  EXPECT_EQ(options.pool.idle_timeout, 2min);
  EXPECT_EQ(options.pool.max_lifetime, 1h);
  EXPECT_EQ(options.statement_timeout, 500ms);
  EXPECT_FALSE(options.hide_parameters);
}

TEST(Config, every_option_name_is_known) {
  const EngineOptions options = option({{"pool_size", 0},
                                        {"pool_reset_on_return", "commit"},
                                        {"keep_alive", 20s},
                                        {"leak_threshold", 1},
                                        {"max_waiters", 9},
                                        {"min_idle", 2},
                                        {"echo_pool", "debug"},
                                        {"record_queries", true},
                                        {"isolation_level", "REPEATABLE READ"},
                                        {"connect_args", {{"application_name", "x"}}},
                                        {"connect_timeout", 3},
                                        {"statement_cache_size", 7},
                                        {"read_only", "yes"},
                                        {"managed", false}});
  EXPECT_EQ(options.pool.size, 0u);
  EXPECT_EQ(options.pool.reset_on_return, ResetOnReturn::commit);
  EXPECT_EQ(options.pool.keep_alive, 20s);
  EXPECT_EQ(options.pool.leak_threshold, 1s);
  EXPECT_EQ(options.pool.max_waiters, 9u);
  EXPECT_EQ(options.pool.min_idle, 2u);
  EXPECT_EQ(options.echo_pool, Echo::debug);
  EXPECT_TRUE(options.record_queries);
  EXPECT_EQ(options.isolation_level, IsolationLevel::repeatable_read);
  EXPECT_EQ(options.connect_args.at("application_name"), "x");
  EXPECT_EQ(options.connect_timeout, 3s);
  EXPECT_EQ(options.statement_cache_size, 7u);
  EXPECT_TRUE(options.read_only);
  EXPECT_FALSE(options.managed);
  EXPECT_EQ(option({{"query_cache_size", 3}}).statement_cache_size, 3u);
  EXPECT_EQ(option({{"pool_reset_on_return", nullptr}}).pool.reset_on_return, ResetOnReturn::none);
  EXPECT_EQ(option({{"connect_timeout", nullptr}}).connect_timeout, std::nullopt);
}

TEST(Config, what_drivers_need_is_found_where_people_write_it) {
  EXPECT_EQ(only({.database_uri = "postgres://h/d?connect_timeout=4"}).connect_timeout, 4s);
  EXPECT_EQ(option({{"connect_args", {{"connect_timeout", "6"}}}}).connect_timeout, 6s);
  const EngineOptions tls =
      option({{"connect_args", {{"sslmode", "verify-full"}, {"sslrootcert", "/ca"}, {"x", "y"}}}});
  EXPECT_EQ(tls.url.tls(), (TlsOptions{TlsMode::verify_full, "/ca", "", ""}));
  EXPECT_EQ(tls.connect_args.size(), 1u);
  EXPECT_EQ(option({{"connect_args", {{"charset", "utf8"}}}}, "mysql://h/d").url.query("charset"), "utf8");
}

TEST(Config, everything_wrong_is_told_at_once) {
  const std::string error = resolve_error(
      {.database_uri = "postgress://u:hunter2@h/d",
       .binds = {{"a", BindOptions{"sqlite:////tmp/a.db", {{"pool_sise", 5}, {"max_overflow", "many"}}}},
                 {"b", BindOptions{.url = {}, .options = {{"echo", 3}}}},
                 {"c", "no url hunter2"}},
       .engine_options = {{"isolation_level", "AUTOCOMMIT"}},
       .default_engine_options = {{"pool_timeout", -5}, {"connect_args", "x"}}});
  for (const char* part :
       {"9 things are wrong", "the default bind: unknown kind of database 'postgress'",
        "did you mean 'postgres'", "bind 'a': unknown option 'pool_sise' (did you mean 'pool_size'?)",
        "bind 'a': option 'max_overflow': must be a whole number from -1 to", "not 'many'",
        "bind 'b': 'url' is missing", "bind 'b': option 'echo': must be true or false, not 3",
        "bind 'c': not a database URL", "engine_options: option 'isolation_level'",
        "default_engine_options: option 'pool_timeout'",
        "default_engine_options: option 'connect_args': must be a table"})
    EXPECT_TRUE(holds(error, part)) << part << "\n" << error;
  EXPECT_FALSE(holds(error, "hunter2")) << error;
}

}  // namespace
}  // namespace bindery
