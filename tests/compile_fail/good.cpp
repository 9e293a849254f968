// A program that compiles: the flags that the bad ones are compiled with are right.
#include <bindery/core/error.hpp>

int main() { return bindery::bind_label("users").empty(); }
