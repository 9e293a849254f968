// Every codec that Bindery brings along.
#pragma once
#include <bindery/core/deferred.hpp>
#include <bindery/core/stored_as.hpp>
#include <bindery/core/types/array.hpp>
#include <bindery/core/types/bytes.hpp>
#include <bindery/core/types/chrono.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/json.hpp>
#include <bindery/core/types/number.hpp>
#include <bindery/core/types/text.hpp>
#include <bindery/core/types/uuid.hpp>
#include <bindery/core/enums.hpp>
