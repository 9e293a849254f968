#!/usr/bin/env python3
"""Small trees with known faults: the layer check must find each, and nothing in a good tree."""
import pathlib
import tempfile
import unittest

from check_layers import check


def faults(**files):
    """The faults of a tree made of {path: content}; `__` stands for `/` and `_hpp`, `_cpp` for the endings."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = name.replace("__", "/").replace("_hpp", ".hpp").replace("_cpp", ".cpp")
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return check(root)[0]


class LayerCheck(unittest.TestCase):
    def refused(self, words, **files):
        found = faults(**files)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_accepts_a_good_tree(self):
        self.assertEqual([], faults(
            include__bindery__core__a_hpp="#include <string>\n",
            include__bindery__drivers__driver_hpp="#include <bindery/core/a.hpp>\n",
            include__bindery__engine__b_hpp="#include <bindery/drivers/driver.hpp>\n",
            include__bindery__bindery_hpp="#include <bindery/engine/b.hpp>\n",
            src__drivers__sqlite__c_hpp="#include <sqlite3.h>\n#include <bindery/drivers/driver.hpp>\n",
            src__drivers__sqlite__c_cpp='#include "drivers/sqlite/c.hpp"\n',
            src__drivers__builtin_cpp='#include "drivers/sqlite/c.hpp"\n'))

    def test_refuses_a_layer_to_the_right(self):
        self.refused("core may not see sql", include__bindery__sql__x_hpp="",
                     include__bindery__core__a_hpp="#include <bindery/sql/x.hpp>\n")

    def test_refuses_it_between_private_headers_too(self):
        self.refused("schema may not see engine", src__engine__x_hpp="", src__schema__a_cpp='#include "../engine/x.hpp"\n')

    def test_keeps_the_driver_interface_to_the_engine(self):
        self.refused("only engine sees", include__bindery__drivers__driver_hpp="",
                     src__orm__a_cpp="#include <bindery/drivers/driver.hpp>\n")

    def test_keeps_drivers_apart(self):
        self.refused("only src/drivers/builtin.cpp sees drivers/sqlite/", src__drivers__sqlite__x_hpp="",
                     src__drivers__mariadb__a_cpp='#include "drivers/sqlite/x.hpp"\n')

    def test_keeps_databases_from_the_engine(self):
        self.refused("only src/drivers/builtin.cpp sees", src__drivers__sqlite__x_hpp="",
                     src__engine__a_cpp='#include "drivers/sqlite/x.hpp"\n')

    def test_refuses_the_umbrella_below(self):
        self.refused("above the layers", include__bindery__bindery_hpp="",
                     src__core__a_cpp="#include <bindery/bindery.hpp>\n")

    def test_refuses_private_headers_in_public_ones(self):
        self.refused("private one", src__core__x_hpp="", include__bindery__core__a_hpp='#include "core/x.hpp"\n')

    def test_refuses_libraries_in_public_headers(self):
        self.refused("library of the implementation", include__bindery__core__a_hpp="#include <boost/json.hpp>\n")

    def test_refuses_unknown_layers(self):
        self.refused("not one of the layers", src__misc__a_cpp="")

    def test_refuses_cycles(self):
        self.refused("cycle", include__bindery__core__a_hpp="#include <bindery/core/b.hpp>\n",
                     include__bindery__core__b_hpp="#include <bindery/core/a.hpp>\n")


if __name__ == "__main__":
    unittest.main()
