// Names taken from the program, and table names from type names.
#include <bindery/core/names.hpp>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace bindery {
namespace {

using Case = std::pair<const char*, const char*>;

class TableName : public ::testing::TestWithParam<Case> {};
TEST_P(TableName, FSA_52_camel_to_snake_case) { EXPECT_EQ(snake_case(GetParam().first), GetParam().second); }

INSTANTIATE_TEST_SUITE_P(
    Reference, TableName,
    ::testing::Values(
        Case{"CamelCase", "camel_case"}, Case{"Snake_case", "snake_case"}, Case{"fooBar", "foo_bar"},
        Case{"HTMLLayout", "html_layout"}, Case{"LayoutHTML", "layout_html"},
        Case{"HTTP2Request", "http2_request"}, Case{"ShoppingCartSession", "shopping_cart_session"},
        Case{"ABC", "abc"}, Case{"PreABC", "pre_abc"}, Case{"ABCPost", "abc_post"},
        Case{"PreABCPost", "pre_abc_post"}, Case{"HTTP2RequestSession", "http2_request_session"},
        Case{"UserST4", "user_st4"},
        Case{"HTTP2ClientType3EncoderParametersSSE", "http2_client_type3_encoder_parameters_sse"},
        Case{"LONGName4TestingCamelCase2snake_caseXYZ", "long_name4_testing_camel_case2snake_case_xyz"},
        Case{"FooBarSSE2", "foo_bar_sse2"},
        Case{"AlarmMessageSS2SignalTransformer", "alarm_message_ss2_signal_transformer"},
        Case{"AstV2Node", "ast_v2_node"}, Case{"HTTPResponseCodeXYZ", "http_response_code_xyz"},
        Case{"get2HTTPResponse123Code", "get2_http_response123_code"}, Case{"User", "user"}, Case{"X", "x"}));

// Where the reference gives my_ur_ls, i_pv6_address, o_auth2_token, i_os, get_htt_presponse_code, test___method.
INSTANTIATE_TEST_SUITE_P(
    PutRight, TableName,
    ::testing::Values(Case{"MyURLs", "my_urls"}, Case{"URLsTable", "urls_table"}, Case{"UserIDs", "user_ids"},
                      Case{"APIs", "apis"}, Case{"IPv6Address", "ipv6_address"}, Case{"MyIPv4", "my_ipv4"},
                      Case{"OAuth2Token", "oauth2_token"}, Case{"UserOAuth", "user_oauth"},
                      Case{"OAuthor", "o_author"}, Case{"iOS", "ios"}, Case{"iOSDevice", "ios_device"},
                      Case{"getHTTPresponseCode", "get_http_response_code"}, Case{"JSONs", "jsons"},
                      Case{"HTTPSession", "http_session"}, Case{"__test__Method", "test_method"},
                      Case{"Foo__Bar", "foo_bar"}, Case{"Foo_Bar", "foo_bar"}));

// What stays as the rule has it.
INSTANTIATE_TEST_SUITE_P(Kept, TableName,
                         ::testing::Values(Case{"XAxis", "x_axis"}, Case{"UserSession", "user_session"},
                                           Case{"ThisIsIt", "this_is_it"}, Case{"HTTPServer", "http_server"},
                                           Case{"URLShortener", "url_shortener"},
                                           Case{"DNSServer", "dns_server"}, Case{"", ""}));

struct Plain {
  int some_member;
};
template <class T> struct Generic {};

TEST(Names, ComeFromTheProgram) {
  static_assert(member_name<&Plain::some_member> == "some_member");
  static_assert(type_name<Plain> == "Plain");
  static_assert(type_name<Generic<Plain>> == "Generic");
  EXPECT_EQ(snake_case(type_name<Generic<int>>), "generic");
}

}  // namespace
}  // namespace bindery
