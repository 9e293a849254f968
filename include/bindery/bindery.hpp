// Everything of Bindery. Finer headers exist: each folder below is a layer.
#pragma once
#include <bindery/binds/database.hpp>
#include <bindery/core/codecs.hpp>
#include <bindery/core/enums.hpp>
#include <bindery/core/value.hpp>
#include <bindery/orm/session.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/change.hpp>
#include <bindery/sql/full_text.hpp>
#include <bindery/sql/functions.hpp>
#include <bindery/sql/hybrid.hpp>
#include <bindery/sql/json.hpp>
#include <bindery/sql/insert.hpp>
#include <bindery/sql/raw.hpp>
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>
#include <bindery/sql/untyped.hpp>
