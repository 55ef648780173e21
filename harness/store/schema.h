// The text of schema.sql, put here by the build.
#pragma once

namespace harness {
extern const char* const schema_sql;
}
