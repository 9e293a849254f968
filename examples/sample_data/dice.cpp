// Words and numbers that the samples are made of.
#include "dice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sample_data {

namespace {

constexpr Country world[] = {
    {"Argentina",
     {{{"Rosario", "Santa Fe"}, {"Salta", "Salta"}, {"Tandil", "Buenos Aires"}, {"Ushuaia", "Fuego"}}}},
    {"Austria",
     {{{"Graz", "Styria"}, {"Linz", "Upper Austria"}, {"Steyr", "Upper Austria"}, {"Wien", "Wien"}}}},
    {"Brazil",
     {{{"Belém", "Pará"}, {"Manaus", "Amazonas"}, {"Olinda", "Pernambuco"}, {"Santos", "São Paulo"}}}},
    {"Canada", {{{"Halifax", "NS"}, {"Kelowna", "BC"}, {"Moncton", "NB"}, {"Regina", "SK"}}}},
    {"Chile", {{{"Arica", "Arica"}, {"Iquique", "Tarapacá"}, {"Osorno", "Los Lagos"}, {"Talca", "Maule"}}}},
    {"Denmark", {{{"Aarhus", "Jutland"}, {"Odense", "Funen"}, {"Ribe", "Jutland"}, {"Skagen", "Jutland"}}}},
    {"Finland", {{{"Espoo", "Uusimaa"}, {"Kuopio", "Savo"}, {"Oulu", "Oulu"}, {"Turku", "Varsinais"}}}},
    {"France", {{{"Brest", "Bretagne"}, {"Dijon", "Bourgogne"}, {"Nîmes", "Gard"}, {"Reims", "Marne"}}}},
    {"Germany", {{{"Bremen", "Bremen"}, {"Jena", "Thüringen"}, {"Köln", "NRW"}, {"Ulm", "Württemberg"}}}},
    {"India", {{{"Bhopal", "MP"}, {"Kochi", "Kerala"}, {"Mysuru", "Karnataka"}, {"Pune", "Maharashtra"}}}},
    {"Ireland",
     {{{"Cork", "Munster"}, {"Galway", "Connacht"}, {"Sligo", "Connacht"}, {"Tralee", "Munster"}}}},
    {"Italy", {{{"Bari", "Puglia"}, {"Ferrara", "Emilia"}, {"Lucca", "Toscana"}, {"Udine", "Friuli"}}}},
    {"Japan", {{{"Kobe", "Hyogo"}, {"Nara", "Nara"}, {"Otaru", "Hokkaido"}, {"Sendai", "Miyagi"}}}},
    {"Mexico", {{{"Colima", "Colima"}, {"León", "Guanajuato"}, {"Oaxaca", "Oaxaca"}, {"Puebla", "Puebla"}}}},
    {"Norway", {{{"Bergen", "Vestland"}, {"Bodø", "Nordland"}, {"Hamar", "Innlandet"}, {"Molde", "Møre"}}}},
    {"Poland", {{{"Gdynia", "Pomerania"}, {"Opole", "Silesia"}, {"Radom", "Mazovia"}, {"Toruń", "Kuyavia"}}}},
    {"Portugal", {{{"Braga", "Minho"}, {"Évora", "Alentejo"}, {"Faro", "Algarve"}, {"Leiria", "Leiria"}}}},
    {"Spain", {{{"Cádiz", "Andalucía"}, {"Gijón", "Asturias"}, {"Lugo", "Galicia"}, {"Soria", "Castilla"}}}},
    {"Sweden",
     {{{"Borås", "Västergötland"}, {"Falun", "Dalarna"}, {"Luleå", "Norrbotten"}, {"Visby", "Gotland"}}}},
    {"United States", {{{"Boise", "ID"}, {"Duluth", "MN"}, {"Tacoma", "WA"}, {"Yuma", "AZ"}}}},
};

constexpr std::string_view first_names[] = {
    "Ada",  "Anton", "Bea",   "Boris",  "Carla", "Chidi", "Dana", "Diego",  "Edda",  "Emil",
    "Fay",  "Finn",  "Greta", "Hugo",   "Ida",   "Ivo",   "Jana", "Jonas",  "Kaja",  "Kofi",
    "Lena", "Luis",  "Maja",  "Milan",  "Nora",  "Nils",  "Olga", "Omar",   "Pia",   "Paul",
    "Rosa", "Ravi",  "Sofia", "Stefan", "Tara",  "Timo",  "Uma",  "Viktor", "Wanda", "Yusuf"};
constexpr std::string_view last_names[] = {
    "Abel",    "Adler",  "Almeida",  "Arnold",  "Bach",   "Becker", "Berg",     "Bianchi",  "Castro",
    "Conti",   "Costa",  "Dahl",     "Diaz",    "Dubois", "Eide",   "Ferrari",  "Fischer",  "Garcia",
    "Gruber",  "Hansen", "Hoffmann", "Holm",    "Ito",    "Jensen", "Keller",   "Kowalski", "Kumar",
    "Lang",    "Larsen", "Lopez",    "Martin",  "Meyer",  "Moreau", "Nakamura", "Nguyen",   "Novak",
    "O'Brien", "Olsen",  "Patel",    "Pereira", "Reyes",  "Rossi",  "Sato",     "Schmidt",  "Silva",
    "Sousa",   "Tanaka", "Virtanen", "Weber",   "Wolf"};
constexpr std::string_view adjectives[] = {
    "amber",    "ancient", "blind",  "bright",  "broken", "burning",  "cold",    "crimson", "curious",
    "distant",  "drunken", "early",  "empty",   "faded",  "fearless", "frozen",  "gentle",  "golden",
    "hidden",   "hollow",  "idle",   "late",    "little", "lonely",   "lost",    "lucky",   "midnight",
    "northern", "open",    "pale",   "patient", "quiet",  "restless", "rising",  "sacred",  "second",
    "secret",   "silent",  "silver", "slow",    "sunken", "tender",   "unknown", "velvet",  "wandering",
    "warm",     "western", "wild",   "winter",  "young"};
constexpr std::string_view nouns[] = {
    "anchor",  "archive",  "autumn",  "avenue",  "bridge",  "candle",   "captain", "carnival", "castle",
    "compass", "crown",    "dancer",  "desert",  "diary",   "door",     "engine",  "evening",  "feather",
    "ferry",   "field",    "fortune", "garden",  "ghost",   "harbour",  "heart",   "horizon",  "island",
    "journey", "kitchen",  "ladder",  "lantern", "letter",  "lion",     "machine", "market",   "mirror",
    "morning", "mountain", "ocean",   "orchard", "pilot",   "prairie",  "promise", "river",    "sailor",
    "season",  "shadow",   "signal",  "sister",  "station", "stranger", "summer",  "theatre",  "thunder",
    "train",   "valley",   "violin",  "voyage",  "window",  "wolf"};
constexpr std::string_view verbs[] = {"finds", "loses",   "follows", "betrays", "remembers",
                                      "hunts", "forgets", "teaches", "rescues", "awaits"};

std::string capital(std::string_view word) {
  std::string text(word);
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

template <std::size_t N> std::string_view any(Dice& dice, const std::string_view (&list)[N]) {
  return list[dice.below(N)];
}

}  // namespace

std::uint64_t Dice::next() {
  std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

std::size_t Dice::skewed(std::size_t bound) {
  constexpr std::uint64_t one = 1 << 20;
  const std::uint64_t u = next() % one;
  return static_cast<std::size_t>(u * u / one * bound / one);
}

std::size_t Dice::uneven(std::size_t bound) {
  const std::size_t first = below(bound);
  return std::min(first, below(bound));
}

std::span<const Country> countries() { return world; }

std::string first_name(Dice& dice) { return std::string(any(dice, first_names)); }
std::string last_name(Dice& dice) { return std::string(any(dice, last_names)); }

std::string street(Dice& dice) {
  return fmt::format("{} {} Street", dice.between(1, 240), capital(any(dice, nouns)));
}

std::string title(Dice& dice) {
  switch (dice.below(4)) {
    case 0: return fmt::format("The {} {}", capital(any(dice, adjectives)), capital(any(dice, nouns)));
    case 1: return fmt::format("{} of the {}", capital(any(dice, nouns)), capital(any(dice, nouns)));
    case 2: return fmt::format("{} {}", capital(any(dice, adjectives)), capital(any(dice, nouns)));
    default:
      return fmt::format("{} {} {}", capital(any(dice, adjectives)), capital(any(dice, nouns)),
                         capital(any(dice, nouns)));
  }
}

std::string email(std::string_view first, std::string_view last, std::size_t number) {
  std::string text = fmt::format("{}.{}{}@example.org", first, last, number);
  std::erase(text, '\'');
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string phone(Dice& dice) {
  return fmt::format("+{} {} {:06}", dice.between(1, 99), dice.between(100, 999), dice.between(0, 999'999));
}

std::string sentence(Dice& dice, int words) {
  std::string text;
  for (int word = 0; word < words; word += 4) {
    text += fmt::format("{} {} {} {} the {}", text.empty() ? "A" : " and a", any(dice, adjectives),
                        any(dice, nouns), any(dice, verbs), any(dice, nouns));
  }
  return text + ".";
}

std::chrono::year_month_day day_after(std::chrono::year_month_day start, int days) {
  return std::chrono::year_month_day(std::chrono::sys_days(start) + std::chrono::days(days));
}

}  // namespace sample_data
