// Texts inside statements.
#include <bindery/sql/parameter.hpp>

namespace bindery::detail {

HeldText::HeldText(std::string text) : text_(std::move(text)) {}
HeldText::HeldText(std::string_view text) : text_(text) {}
HeldText::HeldText(const HeldText&) = default;
HeldText::HeldText(HeldText&&) noexcept = default;
HeldText& HeldText::operator=(const HeldText&) = default;
HeldText& HeldText::operator=(HeldText&&) noexcept = default;
HeldText::~HeldText() = default;

}  // namespace bindery::detail
