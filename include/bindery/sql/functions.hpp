// All functions, operators and predicates of typed expressions. A header for each family exists.
#pragma once
#include <bindery/sql/aggregates.hpp>
#include <bindery/sql/cast.hpp>
#include <bindery/sql/choice.hpp>
#include <bindery/sql/column.hpp>
#include <bindery/sql/custom.hpp>
#include <bindery/sql/dates.hpp>
#include <bindery/sql/grouping.hpp>
#include <bindery/sql/numbers.hpp>
#include <bindery/sql/operators.hpp>
#include <bindery/sql/order.hpp>
#include <bindery/sql/predicates.hpp>
#include <bindery/sql/row_value.hpp>
#include <bindery/sql/text.hpp>
#include <bindery/sql/window.hpp>
