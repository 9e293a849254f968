// Configuration from TOML, JSON, files and the environment, and one on top of another.
#include "config_helpers.hpp"

#include <fstream>

namespace bindery {
namespace {

using namespace std::chrono_literals;
using namespace config_tests;

TEST(Config, reads_toml_under_the_names_users_know) {
  const Config config = Config::from_toml(R"(
SQLALCHEMY_DATABASE_URI = "postgresql+psycopg2://u:p@h/main"
SQLALCHEMY_ECHO = "debug"
SQLALCHEMY_RECORD_QUERIES = true
SQLALCHEMY_TRACK_MODIFICATIONS = false
SQLALCHEMY_ENGINE_OPTIONS = { pool_size = "20", pool_timeout = 1.5 }
[SQLALCHEMY_BINDS]
meta = "sqlite:////tmp/meta.db"
[SQLALCHEMY_BINDS.users]
url = "mysql://u@h/users"
pool_recycle = 60
connect_args = { ssl = { ca = "/ca" }, local_infile = 1 }
)");
  const auto binds = resolve(config);
  ASSERT_EQ(binds.size(), 3u);
  EXPECT_EQ(bind_of(binds, "").pool.size, 20u);
  EXPECT_EQ(bind_of(binds, "").pool.timeout, 1500ms);
  EXPECT_EQ(bind_of(binds, "meta").echo, Echo::debug);
  EXPECT_TRUE(bind_of(binds, "meta").record_queries);
  EXPECT_EQ(bind_of(binds, "users").pool.recycle, 60s);
  EXPECT_EQ(bind_of(binds, "users").url.tls().ca, "/ca");
  EXPECT_EQ(bind_of(binds, "users").connect_args.at("local_infile"), "1");
}

TEST(Config, reads_json_under_our_names) {
  const Config config = Config::from_json(R"({"database_uri": null, "echo": true, "instance_path": "/tmp",
    "default_engine_options": {"pool_size": 2},
    "binds": {"null": {"url": "sqlite:////tmp/x.db"}, "a": "sqlite:////tmp/a.db"},
    "engine_options": {"pool_size": "3"}})");
  const auto binds = resolve(config);
  ASSERT_EQ(binds.size(), 2u);
  EXPECT_EQ(binds[0].key, "");
  EXPECT_EQ(binds[0].options.pool.size, 3u);
  EXPECT_EQ(binds[1].options.pool.size, 2u);
  EXPECT_EQ(binds[1].options.echo, Echo::on);
  EXPECT_EQ(config.instance_path, "/tmp");
}

TEST(Config, a_table_bindery_is_read_alone) {
  const Config config = Config::from_toml(
      "title = 'an application'\n[server]\nport = 80\n[bindery]\ndatabase_uri = 'sqlite://'");
  EXPECT_EQ(resolve(config).size(), 1u);
}

TEST(Config, a_file_with_mistakes_lists_them_all) {
  const std::string error = error_of([] {
    return Config::from_json(
        R"({"databse_uri": "x", "SQLALCHEMY_POOL_SIZE": 5, "binds": {"a": 5, "b": ["hunter2"]},
      "engine_options": [1], "echo": {}, "database_uri": 7, "SQLALCHEMY_ECHO": 1})");
  });
  for (const char* part :
       {"unknown setting 'databse_uri' (did you mean 'database_uri'?)",
        "SQLALCHEMY_POOL_SIZE: is no setting any more",
        "binds.a: must be a URL or a table with 'url', not a number", "binds.b: must be a URL", "not a list",
        "engine_options: must be a table of options, not a list", "echo: must be a single value, not a table",
        "database_uri: must be a URL, not a number", "SQLALCHEMY_ECHO: is set twice"})
    EXPECT_TRUE(holds(error, part)) << part << "\n" << error;
  EXPECT_FALSE(holds(error, "hunter2"));
}

TEST(Config, syntax_errors_tell_the_place_and_no_text) {
  const std::string toml =
      error_of([] { return Config::from_toml("echo = true\ndatabase_uri = postgres://u:hunter2@h\n"); });
  EXPECT_TRUE(holds(toml, "line 2")) << toml;
  const std::string json =
      error_of([] { return Config::from_json(R"({"database_uri": "postgres://u:hunter2@h" x})"); });
  EXPECT_TRUE(holds(json, "byte")) << json;
  EXPECT_FALSE(holds(toml + json, "hunter2")) << toml << json;
  for (const char* text : {"", "[]", "{} {}", "{\"echo\":", "nothing"})
    EXPECT_NE(error_of([&] { return Config::from_json(text); }), "") << text;
}

TEST_F(ConfigFiles, files_are_read_by_their_extension) {
  std::ofstream(directory_ / "a.toml") << "database_uri = 'sqlite://'";
  std::ofstream(directory_ / "a.json") << R"({"database_uri": "sqlite://"})";
  std::ofstream(directory_ / "bad.toml") << "database_uri = ";
  std::ofstream(directory_ / "a.yaml") << "database_uri: sqlite://";
  EXPECT_EQ(resolve(Config::from_file(directory_ / "a.toml")).size(), 1u);
  EXPECT_EQ(resolve(Config::from_file(directory_ / "a.json")).size(), 1u);
  EXPECT_TRUE(holds(error_of([&] { return Config::from_file(directory_ / "bad.toml"); }), "bad.toml"));
  EXPECT_TRUE(holds(error_of([&] { return Config::from_file(directory_ / "a.yaml"); }), "neither"));
  EXPECT_TRUE(holds(error_of([&] { return Config::from_file(directory_ / "none.toml"); }), "cannot be read"));
  EXPECT_TRUE(holds(error_of([&] { return Config::from_file(directory_); }), "cannot be read"));
}

/// Sets variables for the length of a test; the names hold its own prefix, so that nothing else is disturbed.
class ConfigEnvironment : public testing::Test {
 protected:
  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    names_.push_back(name);
  }
  void TearDown() override {
    for (const std::string& name : names_) unsetenv(name.c_str());
  }

 private:
  std::vector<std::string> names_;
};

TEST_F(ConfigEnvironment, is_read_with_json_and_double_underscores) {
  set("T1_SQLALCHEMY_DATABASE_URI", "sqlite:////tmp/x.db");
  set("T1_SQLALCHEMY_BINDS",
      R"({"a": "sqlite:////tmp/a.db", "b": {"url": "sqlite:////tmp/b.db", "pool_size": 2}})");
  set("T1_SQLALCHEMY_BINDS__a__pool_size", "8");
  set("T1_SQLALCHEMY_BINDS__c", "sqlite:////tmp/c.db");
  set("T1_SQLALCHEMY_ENGINE_OPTIONS__pool_pre_ping", "true");
  set("T1_SQLALCHEMY_ECHO", "true");
  set("T1_SQLALCHEMY_WARN_20", "1");
  set("T1_BINDERY_OTHER", "1");
  set("T1_SQLALCHEMY_RECORD_QUERIES", "");
  const auto binds = resolve(Config::from_environment("T1_"));
  ASSERT_EQ(binds.size(), 4u);
  EXPECT_TRUE(bind_of(binds, "").pool.pre_ping);
  EXPECT_EQ(bind_of(binds, "a").pool.size, 8u);
  EXPECT_EQ(bind_of(binds, "b").pool.size, 2u);
  EXPECT_EQ(bind_of(binds, "c").pool.size, 5u);
  EXPECT_EQ(bind_of(binds, "c").echo, Echo::on);
}

TEST_F(ConfigEnvironment, our_own_names_win) {
  set("T2_SQLALCHEMY_DATABASE_URI", "sqlite:////tmp/x.db");
  set("T2_BINDERY_DATABASE_URI", "sqlite:////tmp/y.db");
  set("T2_BINDERY_BINDS__users", "mysql://h/users");
  const auto binds = resolve(Config::from_environment("T2_"));
  ASSERT_EQ(binds.size(), 2u);
  EXPECT_EQ(binds[0].options.url.database(), "/tmp/y.db");
  EXPECT_EQ(binds[1].key, "users");
}

TEST_F(ConfigEnvironment, mistakes_are_told) {
  set("T3_SQLALCHEMY_BINDS", "{not json hunter2");
  const std::string error = error_of([] { return Config::from_environment("T3_"); });
  EXPECT_TRUE(holds(error, "SQLALCHEMY_BINDS: must be a table of bind keys, not text")) << error;
  EXPECT_FALSE(holds(error, "hunter2"));
}

TEST(Config, one_may_lie_on_top_of_another) {
  const Config below{
      .database_uri = "sqlite:////tmp/x.db",
      .binds = {{"a", BindOptions{"sqlite:////tmp/a.db", {{"pool_size", 2}, {"max_overflow", 3}}}}},
      .engine_options = {{"pool_size", 7}},
      .echo = true};
  const Config above{
      .binds = {{"a", BindOptions{.url = {}, .options = {{"pool_size", 4}}}}, {"b", "sqlite:////tmp/b.db"}},
      .echo = false};
  const auto binds = resolve(below.merged_with(above));
  ASSERT_EQ(binds.size(), 3u);
  EXPECT_EQ(bind_of(binds, "").pool.size, 7u);
  EXPECT_EQ(bind_of(binds, "a").pool.size, 4u);
  EXPECT_EQ(bind_of(binds, "a").pool.max_overflow, 3);
  EXPECT_EQ(bind_of(binds, "a").url.database(), "/tmp/a.db");
  EXPECT_EQ(bind_of(binds, "b").echo, Echo::off);
}

}  // namespace
}  // namespace bindery
