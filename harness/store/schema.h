// The texts of schema/*.sql, put here by the build: schemas[n - 1] takes a database from schema n - 1 to schema n.
#pragma once

#include <span>

namespace harness {
extern const std::span<const char* const> schemas;
}
