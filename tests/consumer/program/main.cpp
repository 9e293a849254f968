// The least that a program outside the project does with the installed library.
#include <bindery/core/error.hpp>

#include <cstdio>

int main() { std::puts(bindery::bind_label("users").c_str()); }
